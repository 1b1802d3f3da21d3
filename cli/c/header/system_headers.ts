/**
 * The headers of Windows, of its SDK and WDK, and of C, that a header may include without having them here.
 *
 * @module
 */

const NAMES: ReadonlySet<string> = new Set(
  (
    "acpitabl.h assert.h ata.h aux_klib.h auxklib.h basetsd.h bthddi.h bthdef.h bthioctl.h bugcodes.h cfgmgr32.h " +
    "combaseapi.h conio.h crtdbg.h csq.h ctype.h d3dkmddi.h d3dkmthk.h d3dukmdt.h dbghelp.h devioctl.h devpkey.h " +
    "devpropdef.h dispmprt.h dontuse.h driverspecs.h emmintrin.h errno.h evntcons.h evntprov.h evntrace.h excpt.h " +
    "fcntl.h fileapi.h float.h fltkernel.h fltuser.h fltuserstructures.h fwpmk.h fwpmu.h fwpsk.h fwptypes.h " +
    "fwpvi.h gpio.h guiddef.h handleapi.h hidclass.h hidpi.h hidport.h hidsdi.h hidusage.h iddcx.h ide.h ifdef.h " +
    "immintrin.h in6addr.h inaddr.h initguid.h intrin.h intsafe.h inttypes.h io.h ioapiset.h iphlpapi.h kbdmou.h " +
    "kmdf.h ks.h ksmedia.h limits.h locale.h malloc.h math.h mce.h memory.h minitape.h minwindef.h mountdev.h " +
    "mountmgr.h mstcpip.h mswsock.h ndis.h ndisguid.h netadaptercx.h netcx.h netioapi.h netpnp.h nldef.h ntagp.h " +
    "ntdddisk.h ntddk.h ntddkbd.h ntddmou.h ntddndis.h ntddscsi.h ntddser.h ntddstor.h ntddvol.h ntdef.h ntifs.h " +
    "ntimage.h ntintsafe.h ntnls.h ntpoapi.h ntstatus.h ntstrsafe.h nvme.h oaidl.h objbase.h ocidl.h ole2.h " +
    "parallel.h pcivirt.h poclass.h poppack.h portcls.h process.h processthreadsapi.h procgrp.h psapi.h rpc.h " +
    "rpcndr.h sal.h scsi.h scsiwmi.h sdkddkver.h setupapi.h shellapi.h shlwapi.h signal.h spb.h specstrings.h " +
    "srb.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h storport.h string.h strsafe.h suppress.h " +
    "synchapi.h sys/stat.h sys/types.h tchar.h tdi.h tdikrnl.h tdistat.h time.h tlhelp32.h unknwn.h usb.h " +
    "usb100.h usb200.h usbbusif.h usbdi.h usbdlib.h usbdrivr.h usbioctl.h usbiodef.h usbspec.h usbuser.h vhf.h " +
    "wchar.h wdf.h wdfinstaller.h wdftypes.h wdfusb.h wdm.h wdmguid.h wdmsec.h winapifamily.h winbase.h wincon.h " +
    "windef.h windows.h winerror.h wingdi.h winioctl.h winnls.h winnt.h winreg.h winsock.h winsock2.h winsvc.h " +
    "winternl.h winuser.h wmiguid.h wmilib.h wmistr.h ws2def.h ws2ipdef.h ws2tcpip.h wsk.h wtypes.h wtypesbase.h " +
    "xmmintrin.h "
  ).trim().split(" "),
);

/** Whether the types of a header that is missing are built in, or none that is sent. C++'s own have no extension. */
export function isSystemHeader(name: string): boolean {
  const lower = name.toLowerCase().replaceAll("\\", "/");
  return NAMES.has(lower) || NAMES.has(lower.replace(/^.*\//, "")) || /^[a-z_0-9]+$/.test(lower) ||
    /^(?:pshpack|api-ms|ndis\/|netcx|shared\/|um\/|km\/)/.test(lower);
}
