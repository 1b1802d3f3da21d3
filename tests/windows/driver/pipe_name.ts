/** The name of a pipe that no other test has, as the driver's parameter `Pipe` takes it. */
export function newPipeName(): string {
  return `pipelisten-test-${crypto.randomUUID()}`;
}
