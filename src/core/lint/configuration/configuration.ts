/** Which rules run and how loud: one resolver for editor and command line, from layers of which later ones override earlier ones. */
import { english, phrase, type Phrase, type PhraseValue, type Say } from '../../phrase';
import { LONGEST_PATTERNS } from '../../patterns/exclude';
import type { LintConfiguration } from '../reported';
import { ruleNames } from '../registry';
import type { RuleMeta, Severity } from '../rule';
import { currentName } from './rule-aliases';
import { ALL_RULES, ruleGroups } from './rule-groups';
import { own } from '../../own';

/** What one source of configuration says; what it leaves out it leaves to the layers below. */
export interface ConfigurationLayer {
  /** Names of rules and of groups of rules. */
  readonly select?: readonly string[];
  /** Beside what is selected, here or below. */
  readonly extendSelect?: readonly string[];
  readonly ignore?: readonly string[];
  readonly severity?: Readonly<Record<string, Severity | 'off'>>;
  /** Glob patterns relative to the file that says so. */
  readonly exclude?: readonly string[];
  /** Beside what is excluded, here or below. */
  readonly extendExclude?: readonly string[];
  /** What does not run in the files of a pattern, relative to the file that says so. */
  readonly perFileIgnores?: readonly PerFileIgnore[];
  /** Another file whose table lies below this one, relative to the file that says so. */
  readonly extend?: string;
  /** A file of findings that are known and not told again, relative to the file that says so. */
  readonly baseline?: string;
  /** Where the command line keeps results, relative to the file that says so. */
  readonly cacheDir?: string;
}

export interface PerFileIgnore {
  /** With `!` before it: every file but those. */
  readonly pattern: string;
  readonly rules: readonly string[];
}

/** Something in a layer that is not understood. `path` leads to it: `['severity', 'relu-xavier-init']`, `['select', 2]`. */
export interface ConfigurationProblem {
  readonly path: readonly (string | number)[];
  /** Whether the key itself or its value is wrong. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

export interface LayerReading {
  readonly layer: ConfigurationLayer;
  readonly problems: readonly ConfigurationProblem[];
}

export interface ResolvedConfiguration extends LintConfiguration {
  readonly exclude: readonly string[];
}

const SEVERITIES: readonly string[] = ['error', 'warning', 'information', 'hint', 'off'];
const KEYS = [
  'select',
  'extend-select',
  'ignore',
  'per-file-ignores',
  'severity',
  'exclude',
  'extend-exclude',
  'extend',
  'baseline',
  'cache-dir',
] as const;
type Key = (typeof KEYS)[number];

/** Everything runs that is on by default. */
export const defaultConfiguration: ResolvedConfiguration = {
  select: undefined,
  ignore: [],
  severity: {},
  exclude: [],
};

/** Reads one layer from plain data (parsed TOML, editor settings). Never throws; what it cannot use it reports and leaves out. */
export function readLayer(raw: unknown, knownRules: ReadonlySet<string>, say: Say = english): LayerReading {
  const problems: ConfigurationProblem[] = [];
  const value = (path: readonly (string | number)[], message: Phrase) =>
    problems.push({ path, at: 'value', message: say(message) });

  const suggestFor = (): Iterable<string> => (problems.length < MOST_SUGGESTIONS ? knownRules : []);

  if (raw === undefined || raw === null) return { layer: {}, problems };
  if (!isTable(raw)) {
    value([], phrase`The configuration is a table.`);
    return { layer: {}, problems };
  }
  for (const key of Object.keys(raw))
    if (!(KEYS as readonly string[]).includes(key))
      problems.push({
        path: [key],
        at: 'key',
        message: say(
          phrase`There is no option ${key}; the options are ${KEYS.join(', ')}.${suggestion(key, KEYS)}`,
        ),
      });

  const known = (name: string): boolean => knownRules.has(currentName(name)) || ruleGroups().has(name);

  function patterns(key: Key, list: readonly unknown[]): readonly string[] {
    let length = 0;
    return list.filter((item: unknown, index): item is string => {
      if (typeof item !== 'string') {
        value([key, index], phrase`${key} holds patterns in quotes.`);
        return false;
      }
      const before = length;
      length += item.length;
      if (length > LONGEST_PATTERNS && before <= LONGEST_PATTERNS)
        value([key, index], phrase`All patterns of ${key} together may have ${LONGEST_PATTERNS} characters.`);
      return length <= LONGEST_PATTERNS;
    });
  }

  function names(key: Key, list: readonly unknown[], path: readonly string[] = [key]): readonly string[] {
    return list.flatMap((item: unknown, index): readonly string[] => {
      if (typeof item === 'string' && known(item)) return [currentName(item)];
      value(
        [...path, index],
        typeof item === 'string'
          ? unknownRule(item, suggestFor())
          : phrase`${key} holds rule names in quotes.`,
      );
      return [];
    });
  }

  function list(key: Key, read: typeof names | typeof patterns): readonly string[] | undefined {
    const given = own(raw as Readonly<Record<string, unknown>>, key);
    if (given === undefined || given === null) return undefined;
    if (Array.isArray(given)) return read(key, given);
    value(
      [key],
      read === patterns ? phrase`${key} is a list of patterns.` : phrase`${key} is a list of rule names.`,
    );
    return undefined;
  }

  function path(key: Key): string | undefined {
    const given = own(raw as Readonly<Record<string, unknown>>, key);
    if (given === undefined || given === null) return undefined;
    if (typeof given === 'string' && given !== '' && !given.includes('\0')) return given;
    value([key], phrase`${key} is the path of a file or folder.`);
    return undefined;
  }

  function perFileIgnores(): readonly PerFileIgnore[] | undefined {
    const key = 'per-file-ignores';
    const table = own(raw as Readonly<Record<string, unknown>>, key);
    if (table === undefined || table === null) return undefined;
    if (!isTable(table)) {
      value([key], phrase`per-file-ignores is a table of patterns and lists of rule names.`);
      return undefined;
    }
    const entries = Object.entries(table);
    const allowed = new Set(patterns(key, Object.keys(table)));
    return entries.flatMap(([pattern, rules]) => {
      if (!allowed.has(pattern)) return [];
      if (Array.isArray(rules)) return [{ pattern, rules: names(key, rules, [key, pattern]) }];
      value([key, pattern], phrase`${key} is a list of rule names.`);
      return [];
    });
  }

  function severities(): Readonly<Record<string, Severity | 'off'>> | undefined {
    const table = (raw as Readonly<Record<string, unknown>>)['severity'];
    if (table === undefined || table === null) return undefined;
    if (!isTable(table)) {
      value(['severity'], phrase`severity is a table of rule names and severities.`);
      return undefined;
    }
    const entries = Object.entries(table).filter((entry): entry is [string, Severity | 'off'] => {
      const [rule, severity] = entry;
      if (!knownRules.has(currentName(rule))) {
        problems.push({ path: ['severity', rule], at: 'key', message: say(unknownRule(rule, suggestFor())) });
        return false;
      }
      if (typeof severity === 'string' && SEVERITIES.includes(severity)) return true;
      value(['severity', rule], phrase`A severity is one of ${SEVERITIES.join(', ')}.`);
      return false;
    });
    return Object.fromEntries(entries.map(([rule, severity]) => [currentName(rule), severity]));
  }

  const layer: Writable<ConfigurationLayer> = {};
  const set = <Option extends keyof ConfigurationLayer>(
    option: Option,
    given: ConfigurationLayer[Option] | undefined,
  ): void => {
    if (given !== undefined) layer[option] = given;
  };
  set('select', list('select', names));
  set('extendSelect', list('extend-select', names));
  set('ignore', list('ignore', names));
  set('severity', severities());
  set('exclude', list('exclude', patterns));
  set('extendExclude', list('extend-exclude', patterns));
  set('perFileIgnores', perFileIgnores());
  set('extend', path('extend'));
  set('baseline', path('baseline'));
  set('cacheDir', path('cache-dir'));
  return { layer, problems };
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What layers say before groups are taken apart. */
interface Selection {
  readonly select: readonly string[] | undefined;
  readonly extendSelect: readonly string[];
  readonly ignore: readonly string[];
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
  readonly exclude: readonly string[];
}

/**
 * Later layers win: `select` starts over (what it names runs even where an earlier layer ignored it or turned it off), `ignore` and
 * `exclude` replace, `extend-select` and `extend-exclude` add, severities are merged rule by rule. `ignored` are rules and groups that do not run in
 * one file. A rule's own name is stronger than a group that it belongs to.
 */
export function resolveConfiguration(
  layers: readonly ConfigurationLayer[],
  ignored: readonly string[] = [],
): ResolvedConfiguration {
  const nothing: Selection = { ...defaultConfiguration, extendSelect: [] };
  const said = layers.reduce<Selection>((below, layer) => {
    const { select, extendSelect = [] } = layer;
    const asked = namesIn([...(select ?? []), ...extendSelect]);
    const severityBelow = Object.fromEntries(
      Object.entries(below.severity).filter(([rule, severity]) => severity !== 'off' || !asked.has(rule)),
    );
    return {
      select: select ?? below.select,
      extendSelect: select === undefined ? [...below.extendSelect, ...extendSelect] : extendSelect,
      ignore:
        layer.ignore ??
        (select === undefined ? below.ignore.filter((rule) => !extendSelect.includes(rule)) : []),
      severity: { ...severityBelow, ...layer.severity },
      exclude: [...(layer.exclude ?? below.exclude), ...(layer.extendExclude ?? [])],
    };
  }, nothing);
  const named = new Set([...(said.select ?? []), ...said.extendSelect].filter((name) => !isGroup(name)));
  const ignore = new Set(
    said.ignore.flatMap((name) => rulesOf(name).filter((rule) => rule === name || !named.has(rule))),
  );
  for (const rule of namesIn(ignored)) ignore.add(rule);
  const { select, extendSelect, severity, exclude } = said;
  if (select === undefined && extendSelect.length === 0)
    return { select, ignore: [...ignore], severity, exclude };
  return {
    select: select && [...namesIn([...select, ...extendSelect])],
    asked: [
      ...namesIn([...(select ?? []), ...extendSelect].filter((name) => !isGroup(name) || name === ALL_RULES)),
    ],
    ...(select === undefined ? { also: [...namesIn(extendSelect)] } : {}),
    ignore: [...ignore],
    severity,
    exclude,
  };
}

function isGroup(name: string): boolean {
  return ruleGroups().has(name);
}

/** The rules that a name stands for: a group's, else itself. */
function rulesOf(name: string): readonly string[] {
  return ruleGroups().get(name) ?? [name];
}

function namesIn(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap(rulesOf));
}

/** Whether a rule runs: selected (or on by default, or given a severity), not ignored, not off. One that is off may raise itself. */
export function isEnabled(meta: RuleMeta, configuration: LintConfiguration): boolean {
  const { select, also, ignore, severity } = configuration;
  const given = own(severity, meta.name);
  if (ignore.includes(meta.name) || given === 'off') return false;
  if (select !== undefined) return select.includes(meta.name);
  if (also?.includes(meta.name) === true) return true;
  return given !== undefined || meta.defaultSeverity !== 'off' || meta.raisesItself === true;
}

/** Whether the configuration asks for a rule by its name: a selection, or a severity. */
export function isAskedFor(rule: string, configuration: LintConfiguration): boolean {
  const { select, asked = select, severity } = configuration;
  return asked?.includes(rule) === true || own(severity, rule) !== undefined;
}

/** A finding's severity: what the configuration says for its rule, else the rule's own grading. */
export function resolveSeverity(rule: string, graded: Severity, configuration: LintConfiguration): Severity {
  const given = own(configuration.severity, rule);
  return given === undefined || given === 'off' ? graded : given;
}

/** Whoever has more unknown names than this did not mistype them. */
const MOST_SUGGESTIONS = 100;

/** English, for a name that was given outside of any configuration. */
export function unknownRuleName(name: string): string {
  return english(unknownRule(name, ruleNames));
}

function unknownRule(name: string, candidates: Iterable<string>): Phrase {
  return phrase`There is no rule called ${name}.${suggestion(name, candidates)}`;
}

function suggestion(name: string, candidates: Iterable<string>): PhraseValue {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(name, candidate);
    if (distance <= Math.max(2, candidate.length / 4) && (best === undefined || distance < best.distance))
      best = { candidate, distance };
  }
  return best === undefined ? '' : phrase` Did you mean ${best.candidate}?`;
}

/** Levenshtein's distance; names longer than any rule's count as far away. */
function editDistance(one: string, other: string): number {
  if (one.length > 80) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? one.length;
}

function isTable(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
