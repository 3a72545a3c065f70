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
  readonly value: Value;
}

type Value =
  | { readonly kind: 'none' | 'file' | 'free' }
  | { readonly kind: 'one' | 'list'; readonly of: readonly string[] };

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
  return {
    long: option.long ?? '',
    short: option.short,
    description: option.description.split(/[;:(]/)[0]?.trim() ?? '',
    value: valueOf(option),
  };
}

function valueOf({ required, optional, flags, argChoices }: Option): Value {
  if (!required && !optional) return { kind: 'none' };
  if (argChoices !== undefined) return { kind: 'one', of: [...argChoices] };
  if (flags.includes('<rules>')) return { kind: 'list', of: [...ruleNames, ...ruleGroups().keys()] };
  return { kind: /<(?:file|path|patterns|directory)>/.test(flags) ? 'file' : 'free' };
}

const flagsOf = ({ long, short }: OptionWords): readonly string[] =>
  short === undefined ? [long] : [short, long];

function bashValue(value: Value): string | undefined {
  switch (value.kind) {
    case 'none':
      return undefined;
    case 'free':
      return '';
    case 'file':
      return 'COMPREPLY=($(compgen -f -- "$word")); ';
    case 'one':
      return `COMPREPLY=($(compgen -W "${value.of.join(' ')}" -- "$word")); `;
    case 'list':
      return `COMPREPLY=($(compgen -P "$listed" -W "${value.of.join(' ')}" -- "\${word##*,}")); `;
  }
}

function bash(commands: readonly CommandWords[]): string {
  const cases = commands.map(({ name, options, values }) => {
    const byValue = options.flatMap((option) => {
      const words = bashValue(option.value);
      return words === undefined ? [] : [`        ${flagsOf(option).join('|')}) ${words}return ;;`];
    });
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
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" listed=""
  # bash makes three words of --option=value.
  if [[ "$word" == "=" ]]; then word=""; elif [[ "$before" == "=" ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [[ "$word" == *,* ]]; then listed="\${word%,*},"; fi
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

function zshValue(value: Value): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'free':
      return ':value: ';
    case 'file':
      return ':file:_files';
    case 'one':
      return `:value:(${value.of.join(' ')})`;
    case 'list':
      return `:value: _values -s , value ${value.of.join(' ')}`;
  }
}

function zsh(commands: readonly CommandWords[]): string {
  const list = commands.map(({ name, description }) => `    '${name}:${zshText(description)}'`);
  const cases = commands.map(({ name, options, values }) => {
    const specs = options.flatMap((option) => {
      const value = zshValue(option.value);
      return flagsOf(option).map((flag) => {
        // As `--option value` and as `--option=value`.
        const name = value !== '' && flag.startsWith('--') ? `${flag}=` : flag;
        return `        '*${name}[${zshText(option.description)}]${value}'`;
      });
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

function fishValue(value: Value): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'free':
      return ' -x';
    case 'file':
      return ' -r -F';
    case 'one':
      return ` -x -a '${value.of.join(' ')}'`;
    case 'list':
      // What stands before the last comma stays.
      return ` -x -a '(commandline -ct | string replace -r "^(--[^=]*=)?((.*),)?[^,]*\\$" "\\$2"){${value.of.join(',')}}'`;
  }
}

function fish(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap(({ name, description, options, values }) => [
    `complete -c activation-lens -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d '${fishText(description)}'`,
    ...options.map((option) => {
      const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
      const value = fishValue(option.value);
      return `complete -c activation-lens -n "__fish_seen_subcommand_from ${name}"${short} -l ${option.long.slice(2)}${value} -d '${fishText(option.description)}'`;
    }),
    ...(values === undefined
      ? []
      : [`complete -c activation-lens -n "__fish_seen_subcommand_from ${name}" -f -a '${values.join(' ')}'`]),
  ]);
  return `# activation-lens completion fish > ~/.config/fish/completions/activation-lens.fish\n${lines.join('\n')}\n`;
}
