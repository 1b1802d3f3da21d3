/**
 * Why a file cannot be opened or read, in words.
 *
 * @module
 */

/**
 * The second half of `Cannot read PATH: …`, with what to do about it where that is known.
 *
 * @param check What to check if there is no such file: `the path`, `the path after -r`.
 */
export function fileErrorReason(error: unknown, path: string, check = "the path"): string {
  if (error instanceof Deno.errors.NotFound) return `there is no such file (check ${check})`;
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder (give a file)";
  if (error instanceof Deno.errors.PermissionDenied) return "access is denied (check who may read the file)";
  if (error instanceof Deno.errors.NotCapable) return `Deno may not (run with --allow-read=${path})`;
  return error instanceof Error ? error.message : String(error);
}
