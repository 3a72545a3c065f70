/** Which rules run and how loud: one resolver for editor and command line, from layers of which later ones override earlier ones. */
import { english, phrase, type Phrase, type PhraseValue, type Say } from '../phrase';
import { LONGEST_PATTERNS } from '../patterns/exclude';
import type { LintConfiguration } from '../service';
import type { RuleMeta, Severity } from './rule';
import { own } from '../own';

/** What one source of configuration says; what it leaves out it leaves to the layers below. */
export interface ConfigurationLayer {
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly severity?: Readonly<Record<string, Severity | 'off'>>;
  /** Glob patterns relative to the file that says so. */
  readonly exclude?: readonly string[];
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
const KEYS = ['select', 'ignore', 'severity', 'exclude'] as const;

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

  function strings(key: 'select' | 'ignore' | 'exclude'): readonly string[] | undefined {
    const list = (raw as Readonly<Record<string, unknown>>)[key];
    if (list === undefined || list === null) return undefined;
    if (!Array.isArray(list)) {
      value(
        [key],
        key === 'exclude' ? phrase`${key} is a list of patterns.` : phrase`${key} is a list of rule names.`,
      );
      return undefined;
    }
    let length = 0;
    return list.filter((item: unknown, index): item is string => {
      if (key === 'exclude' && typeof item === 'string') {
        const before = length;
        length += item.length;
        if (length > LONGEST_PATTERNS) {
          if (before <= LONGEST_PATTERNS)
            value(
              [key, index],
              phrase`All patterns of ${key} together may have ${LONGEST_PATTERNS} characters.`,
            );
          return false;
        }
      }
      if (typeof item !== 'string') {
        value(
          [key, index],
          key === 'exclude'
            ? phrase`${key} holds patterns in quotes.`
            : phrase`${key} holds rule names in quotes.`,
        );
        return false;
      }
      if (key === 'exclude' || knownRules.has(item)) return true;
      value([key, index], unknownRule(item, suggestFor()));
      return false;
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
      if (!knownRules.has(rule)) {
        problems.push({ path: ['severity', rule], at: 'key', message: say(unknownRule(rule, suggestFor())) });
        return false;
      }
      if (typeof severity === 'string' && SEVERITIES.includes(severity)) return true;
      value(['severity', rule], phrase`A severity is one of ${SEVERITIES.join(', ')}.`);
      return false;
    });
    return Object.fromEntries(entries);
  }

  const layer: Record<string, unknown> = {};
  for (const key of ['select', 'ignore', 'exclude'] as const) {
    const list = strings(key);
    if (list !== undefined) layer[key] = list;
  }
  const severity = severities();
  if (severity !== undefined) layer['severity'] = severity;
  return { layer: layer as ConfigurationLayer, problems };
}

/**
 * Later layers win: `select` starts over (what it names runs even where an earlier layer ignored it or turned it off), `ignore` and
 * `exclude` replace, severities are merged rule by rule.
 */
export function resolveConfiguration(layers: readonly ConfigurationLayer[]): ResolvedConfiguration {
  return layers.reduce<ResolvedConfiguration>((below, layer) => {
    const { select } = layer;
    const severityBelow =
      select === undefined
        ? below.severity
        : Object.fromEntries(
            Object.entries(below.severity).filter(
              ([rule, severity]) => severity !== 'off' || !select.includes(rule),
            ),
          );
    return {
      select: select ?? below.select,
      ignore: layer.ignore ?? (select === undefined ? below.ignore : []),
      severity: { ...severityBelow, ...layer.severity },
      exclude: layer.exclude ?? below.exclude,
    };
  }, defaultConfiguration);
}

/** Whether a rule runs: selected (or on by default, or given a severity), not ignored, not off. One that is off may raise itself. */
export function isEnabled(meta: RuleMeta, configuration: LintConfiguration): boolean {
  const { select, ignore, severity } = configuration;
  const given = own(severity, meta.name);
  if (ignore.includes(meta.name) || given === 'off') return false;
  if (select !== undefined) return select.includes(meta.name);
  return given !== undefined || meta.defaultSeverity !== 'off' || meta.raisesItself === true;
}

/** Whether the configuration asks for a rule by its name: a selection, or a severity. */
export function isAskedFor(rule: string, { select, severity }: LintConfiguration): boolean {
  return select?.includes(rule) === true || own(severity, rule) !== undefined;
}

/** A finding's severity: what the configuration says for its rule, else the rule's own grading. */
export function resolveSeverity(rule: string, graded: Severity, configuration: LintConfiguration): Severity {
  const given = own(configuration.severity, rule);
  return given === undefined || given === 'off' ? graded : given;
}

/** Whoever has more unknown names than this did not mistype them. */
const MOST_SUGGESTIONS = 100;

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
