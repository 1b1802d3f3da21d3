/**
 * Follows the code of a driver from every place it can be entered at, with the one fact of whether the IRQL has been
 * raised to DISPATCH_LEVEL, and reports what Windows forbids there.
 *
 * Pageable code (sections PAGE and INIT) must never run at DISPATCH_LEVEL: the page fault that brings it in is then a
 * bugcheck, IRQL_NOT_LESS_OR_EQUAL. It is not enough to look at the sources, because an optimiser may move the body of a
 * function that takes a spin lock into a pageable one that calls it.
 *
 * A function of the driver's own is taken to return at the IRQL it was entered at, and that is checked for each.
 */
import type { Disassembly, Instruction } from "./disassembly.ts";

/** Imports that return at DISPATCH_LEVEL, and those that go back to what was before. */
const RAISES =
  /^(Ke|Kf|Ex|Io)Acquire\w*SpinLock(RaiseToDpc|RaiseToSynch|Exclusive|Shared)?$|^K[ef]RaiseIrql(ToDpcLevel)?$/;
const LOWERS = /^(Ke|Kf|Ex|Io)Release\w*SpinLock(Exclusive|Shared)?$|^K[ef]LowerIrql$/;
/** Imports that are legal at DISPATCH_LEVEL only. */
const NEEDS_RAISED = /(AtDpcLevel|FromDpcLevel)$/;
const PAGEABLE = ["PAGE", "INIT"];
const ENDS = ["ret", "retq", "ud2", "int3", "hlt"];

/** A place in the code, whether the IRQL is raised there, and whether it was where this function was entered. */
interface Place {
  readonly address: number;
  readonly raised: boolean;
  readonly enteredRaised: boolean;
}

export interface IrqlReport {
  /** What is wrong, in words, with the address. */
  readonly violations: readonly string[];
  /** Imports that raise the IRQL and are called. */
  readonly raisedBy: readonly string[];
  /** Addresses of all instructions that were followed. */
  readonly followed: ReadonlySet<number>;
  /** How many of them at DISPATCH_LEVEL. */
  readonly followedRaised: number;
}

/** Follows all code. */
export function checkIrql(disassembly: Disassembly): IrqlReport {
  return new Walk(disassembly).report();
}

class Walk {
  readonly #image: Disassembly;
  readonly #todo: Place[];
  /** Instructions that load an import into a register, the last first. */
  readonly #loads: readonly Instruction[];
  readonly #seen = new Set<string>();
  readonly #violations = new Set<string>();
  readonly #raisedBy = new Set<string>();
  readonly #followed = new Set<number>();
  readonly #followedRaised = new Set<number>();

  constructor(image: Disassembly) {
    this.#image = image;
    this.#loads = [...image.code.values()].filter(({ mnemonic, target }) =>
      mnemonic === "mov" && target !== undefined && image.imports.has(target)
    ).reverse();
    this.#todo = image.pointedTo.map((address) => ({ address, raised: false, enteredRaised: false }));
  }

  report(): IrqlReport {
    this.#follow();
    for (const address of this.#image.functions) { // those of the client that this driver does not use
      if (!this.#followed.has(address)) this.#todo.push({ address, raised: false, enteredRaised: false });
      this.#follow();
    }
    return {
      violations: [...this.#violations].sort(),
      raisedBy: [...this.#raisedBy].sort(),
      followed: this.#followed,
      followedRaised: this.#followedRaised.size,
    };
  }

  #follow(): void {
    for (let place = this.#todo.pop(); place !== undefined; place = this.#todo.pop()) {
      const key = `${place.address} ${place.raised} ${place.enteredRaised}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#step(place);
    }
  }

  #step(place: Place): void {
    const instruction = this.#image.code.get(place.address);
    if (instruction === undefined) return this.#violation(place, "leads to what is not code");
    const { mnemonic, operands } = instruction;
    this.#followed.add(place.address);
    if (place.raised) this.#followedRaised.add(place.address);
    const section = this.#image.sectionOf(place.address);
    if (place.raised && PAGEABLE.includes(section ?? "")) this.#violation(place, "is pageable and at DISPATCH_LEVEL");

    if (ENDS.includes(mnemonic)) return mnemonic.startsWith("ret") ? this.#return(place) : undefined;
    if (mnemonic === "call") return this.#go(instruction.next, this.#called(place, instruction));
    if (mnemonic === "jmp" && operands.startsWith("*")) return this.#return(this.#called(place, instruction));
    if (mnemonic === "jmp") return this.#go(instruction.target, place);
    if (mnemonic.startsWith("j")) this.#go(instruction.target, place);
    // The inline functions of mingw-w64's wdm.h: KeRaiseIrql and KeLowerIrql write the IRQL into CR8
    const writesIrql = mnemonic === "mov" && operands.endsWith(",%cr8");
    this.#go(instruction.next, writesIrql ? this.#changed(place, !place.raised, "a write to CR8") : place);
  }

  #go(address: number | undefined, place: Place): void {
    if (address === undefined) return this.#violation(place, "jumps to an address that is not known");
    this.#todo.push({ ...place, address });
  }

  /** The place after a call, or after an indirect jump, which is a call and a return. */
  #called(place: Place, instruction: Instruction): Place {
    const imported = this.#importOf(instruction);
    if (imported !== undefined) {
      if (NEEDS_RAISED.test(imported) && !place.raised) {
        this.#violation(place, `calls ${imported} below DISPATCH_LEVEL`);
      }
      if (RAISES.test(imported)) return this.#changed(place, true, imported);
      return LOWERS.test(imported) ? this.#changed(place, false, imported) : place;
    }
    if (instruction.operands.startsWith("*")) {
      if (place.raised) this.#violation(place, "calls a function that is not known, at DISPATCH_LEVEL");
    } else {
      this.#todo.push({ address: instruction.target!, raised: place.raised, enteredRaised: place.raised });
    }
    return place;
  }

  /** The import that a call leads to, directly or by way of the linker's stub. */
  #importOf({ address, operands, target }: Instruction): string | undefined {
    if (target === undefined) return this.#importIn(operands, address);
    if (operands.startsWith("*")) return this.#image.imports.get(target);
    const stub = this.#image.code.get(target);
    return stub?.mnemonic === "jmp" && stub.operands.startsWith("*") ? this.#importOf(stub) : undefined;
  }

  /** The import that a register holds, from the nearest instruction before `address` that loads it: `mov 0x9(%rip),%rbp`. */
  #importIn(operands: string, address: number): string | undefined {
    const register = /^\*(%r\w+)$/.exec(operands)?.[1];
    if (register === undefined) return undefined;
    for (const load of this.#loads) {
      if (load.address < address && load.operands.endsWith(`,${register}`)) {
        return this.#image.imports.get(load.target!);
      }
    }
    return undefined;
  }

  #changed(place: Place, raised: boolean, by: string): Place {
    if (raised) this.#raisedBy.add(by);
    return { ...place, raised };
  }

  #return(place: Place): void {
    if (place.raised !== place.enteredRaised) this.#violation(place, "returns at another IRQL than it was called at");
  }

  #violation({ address }: Place, what: string): void {
    this.#violations.add(`${this.#image.sectionOf(address)} 0x${address.toString(16)} ${what}`);
  }
}
