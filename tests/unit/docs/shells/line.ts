/** What each shell's rules make of a line. */

/** A program's arguments, and its redirections as the shell reads them: `>frames.jsonl`. */
export interface Command {
  readonly argv: readonly string[];
  readonly redirections: readonly string[];
}

/** Commands, and the operators between them: `|`, `&&`, `||`, `;`, `&`. */
export interface Line {
  readonly commands: readonly Command[];
  readonly operators: readonly string[];
}

/** The line is a syntax error, or the shell would expand something in it. */
export class ShellError extends Error {
  override readonly name = "ShellError";
}

/** The lines that the commands of a line turned out to be, with that line's operators. */
export function joinLines(lines: readonly Line[], operators: readonly string[]): Line {
  return {
    commands: lines.flatMap(({ commands }) => commands),
    operators: [...operators, ...lines.flatMap((line) => line.operators)],
  };
}

/** The line, its first command redirected, too. */
export function redirected({ commands: [first, ...others], operators }: Line, redirections: readonly string[]): Line {
  if (first === undefined) throw new ShellError("a redirection without a command");
  return { commands: [{ ...first, redirections: [...redirections, ...first.redirections] }, ...others], operators };
}

/** Collects a line from left to right. */
export class LineBuilder {
  readonly #commands: Command[] = [];
  readonly #operators: string[] = [];
  #argv: string[] = [];
  #redirections: string[] = [];

  word(text: string): void {
    this.#argv.push(text);
  }

  redirect(operator: string, file: string): void {
    if (file === "") throw new ShellError(`${operator} without a file`);
    this.#redirections.push(operator + file);
  }

  operator(operator: string): void {
    this.#endCommand();
    this.#operators.push(operator);
  }

  build(): Line {
    this.#endCommand();
    return { commands: this.#commands, operators: this.#operators };
  }

  #endCommand(): void {
    if (this.#argv.length === 0) throw new ShellError("an operator without a command");
    this.#commands.push({ argv: this.#argv, redirections: this.#redirections });
    [this.#argv, this.#redirections] = [[], []];
  }
}
