/** `activation-lens rules`: every rule there is, or one of them. */
import { unknownRuleName } from '../core/lint/configuration/configuration';
import { ruleMetas } from '../core/lint/registry';
import { currentName } from '../core/lint/configuration/rule-aliases';
import { CommandFailure, EXIT_CLEAN } from './failure';
import { textOfRule } from './rule-page';
import type { Terminal } from './terminal';

export function rulesCommand(asked: string | undefined, format: 'text' | 'json', terminal: Terminal): number {
  const name = asked === undefined ? undefined : currentName(asked);
  const metas = name === undefined ? ruleMetas : ruleMetas.filter((meta) => meta.name === name);
  if (name !== undefined && metas.length === 0) throw new CommandFailure(unknownRuleName(name));
  const rules = metas.map(({ name: rule, frameworks, defaultSeverity, fixable, category, summary }) => ({
    name: rule,
    frameworks,
    defaultSeverity,
    fixable,
    category,
    summary,
    documentation: `docs/rules/${rule}.md`,
  }));
  if (name !== undefined) {
    const page = textOfRule(name);
    terminal.out(format === 'json' ? `${JSON.stringify({ ...rules[0], page }, undefined, 2)}\n` : page);
    return EXIT_CLEAN;
  }
  if (format === 'json') {
    terminal.out(`${JSON.stringify(rules, undefined, 2)}\n`);
    return EXIT_CLEAN;
  }
  const width = Math.max(...rules.map((rule) => rule.name.length));
  const lines = rules.map(
    ({ name: rule, defaultSeverity, frameworks, fixable, summary }) =>
      `${rule.padEnd(width)}  ${defaultSeverity.padEnd(11)}  ${fixable.padEnd(10)}  ${frameworks.join(', ')}\n${' '.repeat(width + 2)}${summary}`,
  );
  terminal.out(`${lines.join('\n')}\n`);
  return EXIT_CLEAN;
}
