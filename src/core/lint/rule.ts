/** What a rule is. One rule, one file in rules/, one page in docs/rules/, one test file. */
import type { Bindings, ResolvedCall } from '../python/names';
import type { Place } from '../python/syntax';
import type { Framework } from '../frameworks/symbol';
import type { Model } from '../network/graph';
import type { Phrase } from '../phrase';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface RuleMeta {
  /** Public name; never changes. */
  readonly name: string;
  readonly frameworks: readonly Framework[];
  /** Section of the rule book. */
  readonly category:
    | 'failure'
    | 'loss'
    | 'arithmetic'
    | 'shape'
    | 'initialization'
    | 'recurrent'
    | 'training'
    | 'suppression'
    | 'reading';
  readonly defaultSeverity: Severity | 'off';
  /**
   * Of a rule that is off by default: it runs all the same, and what it reports with a severity of its own is shown. The rest is there
   * for whoever asks for the rule.
   */
  readonly raisesItself?: true;
  readonly fixable: 'safe' | 'suggestion' | 'none';
  /** One sentence for listings. */
  readonly summary: string;
}

export type Edit =
  | { readonly kind: 'replace'; readonly place: Place; readonly newText: string }
  /** Makes a qualified name usable: adds an import after the others unless the document already has a spelling for it. */
  | {
      readonly kind: 'import';
      readonly module: string;
      readonly name: string | undefined;
      readonly alias: string | undefined;
    };

export interface Fix {
  readonly title: Phrase;
  /** Safe: the program means the same, or the old one surely failed. Everything that changes training is a suggestion. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

export interface RelatedPlace {
  readonly place: Place;
  readonly message: Phrase;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly place: Place;
  readonly message: Phrase;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  /** Shown only where the configuration asks for the rule by its name. */
  readonly onRequest?: true;
  /** For editors: fade it out. */
  readonly unnecessary?: boolean;
  readonly deprecated?: boolean;
}

/** What a rule says; the engine fills in the rule's name and, unless given, its default severity. */
export type Report = (
  finding: Omit<Finding, 'rule' | 'severity' | 'related' | 'fixes' | 'onRequest'> &
    Partial<Pick<Finding, 'severity' | 'related' | 'fixes'>>,
) => void;

export interface RuleContext {
  readonly bindings: Bindings;
  readonly report: Report;
}

/**
 * Rules are called at the grain at which results can be kept: a call in a unit, a traced model. A result is reused while the unit (and the
 * document's imports) or the model's trace is unchanged, so a rule must not look at anything else from within these.
 */
export interface Rule {
  readonly meta: RuleMeta;
  /**
   * Words other than the tables' names that make a unit interesting to `onCall`: it is asked about units that mention one of these or
   * something of the tables (`log` for the rule about `torch.log`).
   */
  readonly mentions?: readonly string[];
  readonly onCall?: (call: ResolvedCall, context: RuleContext) => void;
  readonly onModel?: (model: Model, context: RuleContext) => void;
  /** For what needs the whole document; recomputed on every version, so keep it cheap. */
  readonly onModule?: (models: readonly Model[], context: RuleContext) => void;
}
