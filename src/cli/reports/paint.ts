import type pc from 'picocolors';
import type { Severity } from '../../core/lint/rule';

export type Colours = ReturnType<typeof pc.createColors>;

/** A severity in its colour. */
export function paint(severity: Severity, colours: Colours): string {
  if (severity === 'error') return colours.red(severity);
  if (severity === 'warning') return colours.yellow(severity);
  return severity === 'information' ? colours.cyan(severity) : colours.dim(severity);
}
