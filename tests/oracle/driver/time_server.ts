/** A timestamp server as RFC 3161 has it, on this machine: openssl's, over HTTP. */
import { run } from "../../machine/process.ts";
import { pinnedTool } from "../../machine/tools.ts";

/** Ends when disposed of. */
export interface TimeServer extends AsyncDisposable {
  readonly url: string;
  /** The path of its certificate, as PEM. */
  readonly certificate: string;
}

const CONFIGURATION = `
[tsa]
default_tsa = here
[here]
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
`;
const EXTENSIONS = ["keyUsage=critical,digitalSignature", "extendedKeyUsage=critical,timeStamping"];

/** Starts one; its files are in `folder`. */
export async function startTimeServer(folder: string): Promise<TimeServer> {
  const { argv } = await pinnedTool("openssl");
  const [key, certificate] = [`${folder}/time_key.pem`, `${folder}/time.pem`];
  const extensions = EXTENSIONS.flatMap((extension) => ["-addext", extension]);
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate];
  await run("make a time server's certificate", [...argv, ...request, "-subj", "/CN=time", ...extensions]);
  const paths = { configuration: `${folder}/time.cnf`, query: `${folder}/time.tsq`, reply: `${folder}/time.tsr` };
  await Deno.writeTextFile(paths.configuration, `${CONFIGURATION}serial = ${folder}/serial\n`);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await Deno.writeFile(paths.query, await request.bytes());
    const options = ["-config", paths.configuration, "-queryfile", paths.query, "-out", paths.reply];
    await run("timestamp", [...argv, "ts", "-reply", ...options, "-signer", certificate, "-inkey", key]);
    return new Response(await Deno.readFile(paths.reply), {
      headers: { "content-type": "application/timestamp-reply" },
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    certificate,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
