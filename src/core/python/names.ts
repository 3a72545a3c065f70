/**
 * What a name means at a place: the contract between syntax and everybody who asks "what is `F.relu` here?".
 * Knows nothing of neural networks. Implemented in scopes.ts, imports.ts and constants.ts.
 */
import type {
  CallExpression,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Place,
  SourceModule,
  Unit,
} from './syntax';

/** A value known without running the program. */
export type ConstantValue =
  | number
  | string
  | boolean
  | null
  | { readonly tuple: readonly ConstantValue[] }
  | { readonly list: readonly ConstantValue[] };

/** What an expression refers to. Anything that cannot be told for sure is `undefined` wherever this is returned. */
export type Referent =
  /** A name that comes from an import: `torch.nn.functional.relu`, whatever it was called here. */
  | { readonly kind: 'qualified'; readonly name: string; readonly importPlace: Place }
  /** A class or function that this document defines. */
  | { readonly kind: 'class'; readonly definition: ClassDefinition }
  | { readonly kind: 'function'; readonly definition: FunctionDefinition };

export interface ResolvedCall {
  readonly call: CallExpression;
  /** As written by the import, before a framework's aliases are folded: `tensorflow.keras.layers.Dense`. */
  readonly qualifiedName: string;
}

/** Name resolution over one version of a document. Results for unchanged units are reused between versions. */
export interface Bindings {
  readonly module: SourceModule;
  /** Qualified names of the modules that the document imports anywhere (`torch`, `torch.nn`), to ask cheaply whether a framework is used. */
  readonly importedModules: ReadonlySet<string>;
  /** Every call whose callee has a qualified name, by unit, in source order. */
  callsIn(unit: Unit): readonly ResolvedCall[];
  /** Follows imports, aliases, renaming assignments (`act = nn.ReLU`), class attributes used as `self.x` are NOT followed here. */
  referent(expression: Expression): Referent | undefined;
  /** Shorthand: the qualified name or undefined. */
  qualifiedName(expression: Expression): string | undefined;
  /** Folds literals, arithmetic, `math.sqrt(5)`, and names bound exactly once to a constant. */
  constant(expression: Expression): ConstantValue | undefined;
  /** How this document spells a qualified name, from its own imports: `torch.nn.init.kaiming_normal_` → `init.kaiming_normal_`; undefined if it needs an import. */
  spellingOf(qualifiedName: string, at: Place): string | undefined;
  /** Signature of all module-level bindings of imports; two versions with the same value resolve imported names alike. */
  readonly environment: string;
}
