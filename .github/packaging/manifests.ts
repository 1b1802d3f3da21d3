/**
 * What winget and scoop need to install pipelisten.exe: the files of `manifests/`, with a release's version, repository and
 * checksum. They are attached to the release; from there they can be submitted to winget-pkgs and to a bucket of scoop.
 *
 * @module
 */

/** The templates, and what the files are called. */
const FILES = {
  "scoop.json": "pipelisten.json",
  "winget.version.yaml": "pipelisten.pipelisten.yaml",
  "winget.installer.yaml": "pipelisten.pipelisten.installer.yaml",
  "winget.locale.en-US.yaml": "pipelisten.pipelisten.locale.en-US.yaml",
} as const;

/** The release that pipelisten.exe is attached to. */
export interface Release {
  /** As `1.2.3`. */
  readonly version: string;
  /** As GitHub names it: `OWNER/pipelisten`. */
  readonly repository: string;
  /** Of pipelisten.exe, in hex. */
  readonly sha256: string;
}

/** The manifests by their names. */
export function manifests({ version, repository, sha256 }: Release): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, string>> = { VERSION: version, REPOSITORY: repository, SHA256: sha256 };
  return Object.fromEntries(
    Object.entries(FILES).map(([template, name]) => {
      const text = Deno.readTextFileSync(new URL(`manifests/${template}`, import.meta.url));
      return [name, text.replace(/\{([A-Z\d]+)\}/g, (whole, key: string) => values[key] ?? whole)];
    }),
  );
}
