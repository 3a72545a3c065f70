/**
 * What the core promises its hosts. Editor, command line and tests open documents and ask; everything is computed lazily, once per document
 * version, and shared by all questions about that version. These are types only: `service/` keeps the promise.
 */
import type { ActivationParameters } from './activations/activation';
import type { Framework } from './frameworks/symbol';
import type { OwnFunctionFacts } from './functions/facts';
import type { InterpretedFunction, OwnParameters, RefusedFunction } from './functions/interpret';
import type { SymbolUse } from './frameworks/use';
import type { Fans } from './frameworks/variance';
import type { Initialization, Model } from './network/graph';
import type { LintConfiguration, ReportedEdit, ReportedFinding } from './lint/reported';
import type { Finding, Rule } from './lint/rule';
import type { Say } from './phrase';
import type { OffsetRange } from './python/offsets';
import type { Place, TextChange } from './python/syntax';
import type { TimeLimit } from './deadline';
import type { Changes } from './what-if/changes';

export type { OffsetRange } from './python/offsets';
export type { LintConfiguration, ReportedEdit, ReportedFinding, ReportedFix } from './lint/reported';

/** The activation under the cursor. */
export interface ActivationUse {
  /** Catalogue id, or undefined for a function of one's own. */
  readonly id: string | undefined;
  /** Catalogue parameters as they stand in the code; defaults of this framework's API filled in. */
  readonly parameters: ActivationParameters;
  /** Parameters whose value stands in the code but cannot be told (`LeakyReLU(slope)`): drawn with the default, and said so. */
  readonly unknownParameters: readonly string[];
  /** The API it was written with: `torch.nn.functional.leaky_relu`; a string argument gives the call's and the string. Empty where a table has it. */
  readonly api: string;
  readonly framework: Framework;
  /** What a hover underlines: the name, call or string. */
  readonly range: OffsetRange;
  /** Where each catalogue parameter's value stands, if it is written out, so that a slider can write it back. */
  readonly parameterRanges: Readonly<Record<string, OffsetRange>>;
  /** Where the parameters that are not written out can be added, and what goes in front of the value: `, negative_slope=`. */
  readonly parameterInsertions: Readonly<
    Record<string, { readonly offset: number; readonly prefix: string }>
  >;
  /** As in the source, for titles: `nn.LeakyReLU(0.2)`. */
  readonly source: string;
  /** Only following the model told it, and nothing of it is written here; `assumed` is a configuration's default: `hidden_act="silu"`. */
  readonly traced?: { readonly assumed: string | undefined };
}

/** What the traced models know of a layer, an initialiser or a loss at a place. */
export interface SymbolTrace {
  /** Of the weights of all layers that are made or set there, each pair once. */
  readonly fans: readonly Fans[];
  /** How the code sets the weights of all layers that are made there; `unknown` where they differ. */
  readonly initialization: Initialization | 'default' | 'unknown';
  /** `(batch, 256)`: of the tensor that goes in and the one that comes out, where all agree. */
  readonly input: string | undefined;
  readonly output: string | undefined;
  /** The activations that give a loss its predictions, each of them once. */
  readonly reaching: readonly ReachingLoss[];
}

/** The step that gives a loss its prediction. */
export interface ReachingLoss {
  /** Name of the model that it belongs to. */
  readonly model: string;
  readonly kind: 'activation' | 'layer' | 'other';
  /** Catalogue id, for an activation. */
  readonly activation: string | undefined;
  readonly qualifiedName: string;
  readonly shape: string | undefined;
  readonly place: Place;
}

/** An initialiser, a layer or a loss under the cursor. */
export interface SymbolAt {
  readonly use: SymbolUse;
  readonly range: OffsetRange;
  /** Traces the document's models when it is first asked for. */
  readonly trace: () => SymbolTrace;
}

/** A parameter of a function of one's own as it stands in this version of the document. */
export interface OwnParameterUse {
  /** The key for `evaluate`, `breaks` and `facts`, and the code's own name: `scale`, `SLOPE`. */
  readonly name: string;
  readonly value: number | boolean | null;
  /** Trained with the network: its value is where it starts. */
  readonly learned: boolean;
  /** Written without a fraction (`n=2`): a slider may move in whole steps. */
  readonly whole: boolean;
  /** What a new value replaces: the edit is `before + value + after`. Undefined where it cannot be written back. */
  readonly written: (OffsetRange & { readonly before: string; readonly after: string }) | undefined;
}

/** A function that the document itself defines, where it is defined or used, or a selected expression. */
export interface OwnFunctionUse {
  /** Its own name: `SquaredReLU`. */
  readonly name: string;
  /** With its arguments, for titles and lists: `SquaredReLU(scale=1.0)`. */
  readonly title: string;
  /** Where it is defined: the name in the definition's header, or the whole expression. Equal for all uses of one definition. */
  readonly range: OffsetRange;
  /** What a hover underlines: the name, call, attribute, string or lambda at the offset that was asked about. */
  readonly at: OffsetRange;
  /** As in the source, one line. */
  readonly source: string;
  /** In the order of the code; empty where there is no curve. Found when first asked for, then kept. */
  readonly parameters: readonly OwnParameterUse[];
  /**
   * Range, formula, growth, moments, gain and the nearest activation of the catalogue, for these values of parameters (those of the code
   * without). Some two thousand runs: ask for it when it is shown. Undefined where there is no curve.
   */
  readonly facts: (parameters?: OwnParameters) => OwnFunctionFacts | undefined;
  /** A curve with exact derivatives, or one line that says why there is none. */
  readonly result: InterpretedFunction | ReportedRefusal;
}

/** Why a function of one's own has no curve, in the reader's language. */
export interface ReportedRefusal extends Omit<RefusedFunction, 'reason'> {
  readonly reason: string;
}

/** Reads other files of the workspace by URI. Synchronous on purpose: hosts keep an index; unknown files are undefined. */
export interface ModuleSource {
  /** Text of the document at a URI, if it belongs to the workspace. */
  read(uri: string): string | undefined;
  /** URI that `from <module> import …` at `fromUri` refers to (level = leading dots), within the workspace only. */
  resolve(module: string, level: number, fromUri: string): string | undefined;
}

export interface ServiceOptions {
  readonly source?: ModuleSource;
  /** The rules there are; all of the product's unless a test wants fewer. */
  readonly rules?: readonly Rule[];
  /** How long one question about a document may take, by which clock; without it as long as it takes. */
  readonly timeLimit?: TimeLimit;
  /** Takes a line about a rule or a trace that failed; without it such lines are lost. */
  readonly log?: (message: string) => void;
  /** Words findings and refusals in the reader's language; English without it. */
  readonly say?: Say;
}

/** A document opened in the service. All offsets are UTF-16 offsets of its current text. */
export interface LensDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** The activation use at an offset: on the name, the call, a string argument, `self.act` where it is used. */
  activationAt(offset: number): ActivationUse | undefined;
  /** The initialiser, layer or loss at an offset; `symbolHover` has the words for it. */
  symbolAt(offset: number): SymbolAt | undefined;
  /**
   * The function of one's own at an offset, or the expression selected from it to `end`: its curve, or why it has none. On definitions,
   * classes, lambdas, names and calls, attributes (`self.act`), strings and default arguments that stand for one.
   */
  functionAt(offset: number, end?: number): OwnFunctionUse | undefined;
  /**
   * How to write a qualified name (`torch.nn.SiLU`) at an offset: with the imports that there are, else with edits that add one. Undefined
   * in a document without a statement.
   */
  spellingAt(
    qualifiedName: string,
    offset: number,
  ): { readonly text: string; readonly edits: readonly ReportedEdit[] } | undefined;
  /** As much of what somebody wants to change about a model as can be written into the code, as edits of this version. */
  editsFor(
    model: Model,
    changes: Changes,
  ): { readonly edits: readonly ReportedEdit[]; readonly written: Changes };
  /** Frameworks that it imports. */
  frameworks(): ReadonlySet<Framework>;
  /** Functions of one's own that the document defines and that have a curve, in order; each is run once a version. */
  ownFunctions(): readonly OwnFunctionUse[];
  /** Every activation use in the document, in order. */
  activations(): readonly ActivationUse[];
  findings(configuration: LintConfiguration): readonly ReportedFinding[];
  /** Its networks. Of an architecture with many variants (`resnet18`, `resnet34` …) only the first ones, unless that is quick. */
  models(): readonly Model[];
  /** All its networks, every variant traced, in the order in which they stand in the document. */
  allModels(): readonly Model[];
  /** Its networks once more, with both ways of every branch that a flag's default decides: what they can do, not what they do. */
  modelsBothWays(): readonly Model[];
  /** Functions that `models` leaves out, each by its name: nearly all have a network when `modelsNear` is asked for theirs. */
  variants(): readonly { readonly name: string; readonly range: OffsetRange }[];
  /**
   * Its networks, those of the definition at an offset first, then those that begin before it, then all others, the nearest first each. A
   * variant that `models` leaves out is traced for this if it is the nearest.
   */
  modelsNear(offset: number): readonly Model[];
  /** Arguments that the class of one of its networks wants and that the code gives nowhere. */
  openArguments(model: Model): readonly string[];
  /** The network of that class with these arguments; the model itself where none comes of them. */
  modelWith(model: Model, given: ReadonlyMap<string, number>): Model;
  /** Absolute range of a place in this document; undefined when the place belongs to another document or an older version. */
  rangeOf(place: Finding['place']): OffsetRange | undefined;
  /** Where a place stands: here or in another document that the models were traced from. */
  locate(place: Finding['place']): (OffsetRange & { readonly uri: string }) | undefined;
  /** Absolute ranges where the syntax is broken. */
  readonly syntaxErrors: readonly OffsetRange[];
  /** Whether a question took longer than the service's limit of time: it and all others have empty answers since, in later versions, too. */
  readonly tookTooLong: boolean;
  /** Allows questions again, each for longer than before. */
  tryAgain(): void;
}

export interface LensService {
  /** Opens a document or replaces its text; `changes` (in order, each against the text after the previous one) make it incremental. */
  update(uri: string, version: number, text: string, changes?: readonly TextChange[]): LensDocument;
  get(uri: string): LensDocument | undefined;
  close(uri: string): void;
  /** Lets go of files that no open document refers to. They are kept otherwise, for the next document that imports them. */
  forgetUnused(): void;
}
