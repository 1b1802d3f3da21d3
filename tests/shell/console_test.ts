/** What is typed at a console of Windows; under Wine that is a pseudo-terminal, which script(1) makes. */
import { assertEquals } from "@std/assert";
import { openMachine } from "../machine/mod.ts";
import { onPath, Program } from "../machine/process.ts";
import { pipelisten, uniquePipe } from "./shell.ts";

const TYPED = ["hällo", "你好", "😀"];

Deno.test(
  "send --stdin sends what is typed at a console, whatever its code page",
  { ignore: Deno.build.os !== "linux" || onPath("script") === undefined },
  async () => {
    const { env } = await openMachine();
    const options = { env, clearEnv: true } as const;
    const pipe = uniquePipe();
    const listen = await pipelisten("--once", "--timeout", "60s", pipe);
    const listener = new Program(["/bin/sh", "-c", `exec ${listen}`], options);
    const send = await pipelisten("send", "--stdin", pipe);
    const terminal = new Program(["script", "-qec", send, "/dev/null"], { ...options, stdin: "piped" });
    let printed = "";
    const next = async () => {
      const more = await listener.read();
      if (more === "") throw new Error(`the listener ended after ${JSON.stringify(printed)}`);
      printed += more;
    };

    // Wine's console loses what is typed before it is read for the first time, and nothing tells when that is.
    const typing = setInterval(() => terminal.write("ready\r").catch(() => {}), 200);
    while (!printed.includes("ready\n")) await next();
    clearInterval(typing);
    for (const text of TYPED) {
      await terminal.write(`${text}\r`);
      while (!printed.includes(`${text}\n`)) await next();
    }
    terminal.kill("SIGTERM");
    assertEquals(printed.split("\n").filter((line) => line !== "ready" && line !== ""), TYPED);
    await Promise.all([listener.ended(), terminal.ended()]);
  },
);
