/* sal.h: annotations for Microsoft's compiler, which mean nothing to this one. */
#ifndef SIM_SAL_H
#define SIM_SAL_H

#define _At_(target, annotation)
#define _Field_size_bytes_(size)
#define _In_
#define _In_opt_
#define _In_reads_bytes_(size)
#define _In_reads_opt_(count)
#define _Inout_
#define _Inout_updates_bytes_(size)
#define _IRQL_requires_(irql)
#define _IRQL_requires_max_(irql)
#define _Must_inspect_result_
#define _Out_
#define _Out_writes_bytes_(size)
#define _Outptr_result_nullonfailure_
#define _Requires_lock_held_(lock)
#define _Ret_maybenull_
#define _Success_(condition)
#define _Use_decl_annotations_
#define __drv_allocatesMem(kind)
#define __drv_freesMem(kind)

#endif
