/** Scripts that make shells complete commands, options, their values, and rules. */
import type { Command, Option } from 'commander';
import { ruleNames } from '../core/lint/registry';
import { ruleGroups } from '../core/lint/configuration/rule-groups';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What its argument may be; undefined for files. */
  readonly values: readonly string[] | undefined;
}

interface OptionWords {
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  /** A file for `file`, no value for undefined. */
  readonly values: readonly string[] | 'file' | undefined;
}

export function completionFor(shell: Shell, program: Command): string {
  const commands = program.commands.map(commandWords);
  if (shell === 'bash') return bash(commands);
  return shell === 'zsh' ? zsh(commands) : fish(commands);
}

function commandWords(command: Command): CommandWords {
  const [argument] = command.registeredArguments;
  const values = argument?.name() === 'name' ? [...ruleNames] : argument?.argChoices;
  return {
    name: command.name(),
    description: command.description(),
    options: command.options.map(optionWords),
    values: values === undefined ? undefined : [...values],
  };
}

function optionWords(option: Option): OptionWords {
  const takesValue = option.required || option.optional;
  const rules = option.flags.includes('<rules>') ? [...ruleNames, ...ruleGroups().keys()] : undefined;
  return {
    long: option.long ?? '',
    short: option.short,
    description: option.description.split(/[;:(]/)[0]?.trim() ?? '',
    values: takesValue ? (rules ?? (option.argChoices && [...option.argChoices]) ?? 'file') : undefined,
  };
}

const flagsOf = ({ long, short }: OptionWords): readonly string[] =>
  short === undefined ? [long] : [short, long];

function bash(commands: readonly CommandWords[]): string {
  const cases = commands.map(({ name, options, values }) => {
    const byValue = options.flatMap((option) =>
      option.values === undefined
        ? []
        : [
            `        ${flagsOf(option).join('|')}) ${
              option.values === 'file'
                ? 'COMPREPLY=($(compgen -f -- "$word"))'
                : `COMPREPLY=($(compgen -W "${option.values.join(' ')}" -- "$word"))`
            }; return ;;`,
          ],
    );
    const words = options.flatMap(flagsOf).join(' ');
    const rest =
      values === undefined
        ? 'COMPREPLY=($(compgen -f -- "$word"))'
        : `COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$word"))`;
    return [
      `    ${name})`,
      '      case "$before" in',
      ...byValue,
      '      esac',
      `      if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "${words}" -- "$word")); else ${rest}; fi ;;`,
    ].join('\n');
  });
  return `# activation-lens completion bash > ~/.local/share/bash-completion/completions/activation-lens
_activation_lens() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [[ "$COMP_CWORD" -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
}
complete -o filenames -F _activation_lens activation-lens
`;
}

const zshText = (text: string): string =>
  text.replaceAll("'", "'\\''").replaceAll('[', '\\[').replaceAll(']', '\\]').replaceAll(':', '\\:');

function zsh(commands: readonly CommandWords[]): string {
  const list = commands.map(({ name, description }) => `    '${name}:${zshText(description)}'`);
  const cases = commands.map(({ name, options, values }) => {
    const specs = options.flatMap((option) => {
      const value =
        option.values === undefined
          ? ''
          : option.values === 'file'
            ? ':file:_files'
            : `:value:(${option.values.join(' ')})`;
      return flagsOf(option).map((flag) => `        '*${flag}[${zshText(option.description)}]${value}'`);
    });
    const rest = values === undefined ? "'*:file:_files'" : `'1:value:(${values.join(' ')})'`;
    return `    ${name})\n      _arguments \\\n${[...specs, `        ${rest}`].join(' \\\n')} ;;`;
  });
  return `#compdef activation-lens
# activation-lens completion zsh > "\${fpath[1]}/_activation-lens"
_activation_lens() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == "_activation-lens" ]]; then _activation_lens "$@"; else compdef _activation_lens activation-lens; fi
`;
}

const fishText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");

function fish(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap(({ name, description, options, values }) => [
    `complete -c activation-lens -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d '${fishText(description)}'`,
    ...options.map((option) => {
      const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
      const value =
        option.values === undefined
          ? ''
          : option.values === 'file'
            ? ' -r -F'
            : ` -x -a '${option.values.join(' ')}'`;
      return `complete -c activation-lens -n "__fish_seen_subcommand_from ${name}"${short} -l ${option.long.slice(2)}${value} -d '${fishText(option.description)}'`;
    }),
    ...(values === undefined
      ? []
      : [`complete -c activation-lens -n "__fish_seen_subcommand_from ${name}" -f -a '${values.join(' ')}'`]),
  ]);
  return `# activation-lens completion fish > ~/.config/fish/completions/activation-lens.fish\n${lines.join('\n')}\n`;
}
