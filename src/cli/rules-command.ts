/** `activation-lens rules`: every rule there is. */
import { ruleMetas } from '../core/lint/registry';
import { EXIT_CLEAN } from './failure';
import type { Terminal } from './lint-command';

export function rulesCommand(format: 'text' | 'json', terminal: Terminal): number {
  const rules = ruleMetas.map(({ name, frameworks, defaultSeverity, fixable, category, summary }) => ({
    name,
    frameworks,
    defaultSeverity,
    fixable,
    category,
    summary,
    documentation: `docs/rules/${name}.md`,
  }));
  if (format === 'json') {
    terminal.out(`${JSON.stringify(rules, undefined, 2)}\n`);
    return EXIT_CLEAN;
  }
  const width = Math.max(...rules.map(({ name }) => name.length));
  const lines = rules.map(
    ({ name, defaultSeverity, frameworks, fixable, summary }) =>
      `${name.padEnd(width)}  ${defaultSeverity.padEnd(11)}  ${fixable.padEnd(10)}  ${frameworks.join(', ')}\n${' '.repeat(width + 2)}${summary}`,
  );
  terminal.out(`${lines.join('\n')}\n`);
  return EXIT_CLEAN;
}
