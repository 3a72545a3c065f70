/** The run itself failed: one line on standard error, exit code 2. */
export class CommandFailure extends Error {}

export const EXIT_CLEAN = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_FAILURE = 2;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
