/**
 * The typed syntax tree of Python as the rest of the project sees it. The parser behind it can change; these types do not name it.
 *
 * Positions are UTF-16 offsets **relative to the node's unit**. A unit is one top-level statement; as long as its text does not change
 * between two versions of a document the very same `Unit` object is kept, so everything that was computed from it stays valid and only
 * its base offset in the document (see `SourceModule.baseOf`) differs.
 */

/** One top-level statement of a document, kept by identity across versions while its text is unchanged. */
export interface Unit {
  /** The document that holds it. */
  readonly uri: string;
  /** The source text of the statement, decorators included, trailing newline excluded. */
  readonly text: string;
  /** Usually one statement; several when they share a line (`a = 1; b = 2`). */
  readonly body: readonly Statement[];
  /** Comments inside the statement, offsets relative to the unit. */
  readonly comments: readonly Comment[];
  /** True where the parser had to recover inside this unit. */
  readonly hasError: boolean;
  /** What is nested so deeply that it is left unread: valid or not, nobody knows what it says. In source order. */
  readonly tooDeep: readonly Stretch[];
}

/** Offsets relative to the unit. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Comment {
  readonly start: number;
  readonly end: number;
  /** With its leading `#`. */
  readonly text: string;
}

/** A stretch of source inside a unit. What findings, graph nodes and fixes point with. */
export interface Place {
  readonly unit: Unit;
  readonly start: number;
  readonly end: number;
}

interface Node extends Place {
  readonly kind: string;
}

// Expressions

export interface NameExpression extends Node {
  readonly kind: 'Name';
  readonly id: string;
}
export interface NumberExpression extends Node {
  readonly kind: 'Number';
  /** float64 value; integers beyond 2^53 are rounded. NaN never occurs. */
  readonly value: number;
  /** True for `1`, `0x10`; false for `1.`, `1e3`. */
  readonly integer: boolean;
  readonly imaginary: boolean;
}
export interface StringExpression extends Node {
  readonly kind: 'String';
  /** The value with escapes decoded; implicit concatenation joined. Undefined when a part is an f-string with replacements or names a character (`\N{…}`). */
  readonly value: string | undefined;
  readonly bytes: boolean;
  /** Expressions inside `{}` of f-strings. */
  readonly replacements: readonly Expression[];
}
export interface ConstantExpression extends Node {
  readonly kind: 'Constant';
  readonly value: boolean | null | 'ellipsis';
}
export interface SequenceExpression extends Node {
  readonly kind: 'Tuple' | 'List' | 'Set';
  readonly elements: readonly Expression[];
}
export interface DictionaryExpression extends Node {
  readonly kind: 'Dictionary';
  /** `key` is undefined for `**mapping`. */
  readonly entries: readonly { readonly key: Expression | undefined; readonly value: Expression }[];
}
export interface UnaryExpression extends Node {
  readonly kind: 'Unary';
  readonly operator: '+' | '-' | '~' | 'not';
  readonly operand: Expression;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '@' | '**' | '<<' | '>>' | '&' | '|' | '^';
export interface BinaryExpression extends Node {
  readonly kind: 'Binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface LogicalExpression extends Node {
  readonly kind: 'Logical';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}
export type ComparisonOperator = '<' | '>' | '<=' | '>=' | '==' | '!=' | 'in' | 'not in' | 'is' | 'is not';
export interface ComparisonExpression extends Node {
  readonly kind: 'Comparison';
  readonly left: Expression;
  /** `a < b <= c` has two. */
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly right: Expression }[];
}
export interface ConditionalExpression extends Node {
  readonly kind: 'Conditional';
  readonly test: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}
export interface LambdaExpression extends Node {
  readonly kind: 'Lambda';
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}
export interface CallExpression extends Node {
  readonly kind: 'Call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}
export interface Argument {
  readonly start: number;
  readonly end: number;
  /** `positional` f(x), `keyword` f(name=x), `star` f(*x), `double-star` f(**x). */
  readonly form: 'positional' | 'keyword' | 'star' | 'double-star';
  readonly name: string | undefined;
  readonly value: Expression;
}
export interface AttributeExpression extends Node {
  readonly kind: 'Attribute';
  readonly object: Expression;
  readonly name: string;
  /** Where the name alone stands (it ends with the node). */
  readonly nameStart: number;
}
export interface SubscriptExpression extends Node {
  readonly kind: 'Subscript';
  readonly object: Expression;
  /** A tuple where commas stand between the brackets. */
  readonly index: Expression;
}
export interface SliceExpression extends Node {
  readonly kind: 'Slice';
  readonly lower: Expression | undefined;
  readonly upper: Expression | undefined;
  readonly step: Expression | undefined;
}
export interface StarredExpression extends Node {
  readonly kind: 'Starred';
  readonly value: Expression;
}
export interface NamedExpression extends Node {
  readonly kind: 'Named';
  readonly target: Expression;
  readonly value: Expression;
}
export interface AwaitExpression extends Node {
  readonly kind: 'Await';
  readonly value: Expression;
}
export interface YieldExpression extends Node {
  readonly kind: 'Yield';
  readonly from: boolean;
  readonly value: Expression | undefined;
}
export interface ComprehensionExpression extends Node {
  readonly kind: 'Comprehension';
  readonly form: 'list' | 'set' | 'dictionary' | 'generator';
  readonly element: Expression;
  /** For dictionaries: the value; `element` is then the key. */
  readonly value: Expression | undefined;
  readonly clauses: readonly {
    readonly target: Expression;
    readonly iterable: Expression;
    readonly conditions: readonly Expression[];
  }[];
}
/** Stands where the parser found nothing usable (half-typed code). Always unknown to everybody. */
export interface MissingExpression extends Node {
  readonly kind: 'Missing';
}

export type Expression =
  | NameExpression
  | NumberExpression
  | StringExpression
  | ConstantExpression
  | SequenceExpression
  | DictionaryExpression
  | UnaryExpression
  | BinaryExpression
  | LogicalExpression
  | ComparisonExpression
  | ConditionalExpression
  | LambdaExpression
  | CallExpression
  | AttributeExpression
  | SubscriptExpression
  | SliceExpression
  | StarredExpression
  | NamedExpression
  | AwaitExpression
  | YieldExpression
  | ComprehensionExpression
  | MissingExpression;

export interface Parameter {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** `positional-only` before `/`, `keyword-only` after `*`, `star` *args, `double-star` **kwargs. */
  readonly form: 'positional-only' | 'positional' | 'keyword-only' | 'star' | 'double-star';
  readonly annotation: Expression | undefined;
  readonly defaultValue: Expression | undefined;
}

// Statements

export interface ExpressionStatement extends Node {
  readonly kind: 'ExpressionStatement';
  readonly value: Expression;
}
export interface AssignStatement extends Node {
  readonly kind: 'Assign';
  /** `a = b = value` has two. */
  readonly targets: readonly Expression[];
  readonly annotation: Expression | undefined;
  /** Undefined for a bare annotation, `x: int`. */
  readonly value: Expression | undefined;
}
export interface AugmentedAssignStatement extends Node {
  readonly kind: 'AugmentedAssign';
  readonly target: Expression;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}
export interface ReturnStatement extends Node {
  readonly kind: 'Return';
  readonly value: Expression | undefined;
}
export interface IfStatement extends Node {
  readonly kind: 'If';
  readonly test: Expression;
  readonly body: readonly Statement[];
  /** An `elif` is a nested `If` here. */
  readonly orElse: readonly Statement[];
}
export interface WhileStatement extends Node {
  readonly kind: 'While';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
}
export interface ForStatement extends Node {
  readonly kind: 'For';
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
}
export interface WithStatement extends Node {
  readonly kind: 'With';
  readonly items: readonly { readonly value: Expression; readonly target: Expression | undefined }[];
  readonly body: readonly Statement[];
}
export interface TryStatement extends Node {
  readonly kind: 'Try';
  readonly body: readonly Statement[];
  readonly handlers: readonly {
    readonly type: Expression | undefined;
    readonly name: string | undefined;
    readonly body: readonly Statement[];
  }[];
  readonly orElse: readonly Statement[];
  readonly finalBody: readonly Statement[];
}
export interface FunctionDefinition extends Node {
  readonly kind: 'Function';
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly async: boolean;
  readonly decorators: readonly Expression[];
  readonly parameters: readonly Parameter[];
  readonly returns: Expression | undefined;
  readonly body: readonly Statement[];
}
export interface ClassDefinition extends Node {
  readonly kind: 'Class';
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly decorators: readonly Expression[];
  /** Bases are the positional ones; `metaclass=` and the like are keywords. */
  readonly arguments: readonly Argument[];
  readonly body: readonly Statement[];
}
export interface ImportStatement extends Node {
  readonly kind: 'Import';
  /** `import a.b as c` is {module: 'a.b', alias: 'c'}. */
  readonly names: readonly {
    readonly module: string;
    readonly alias: string | undefined;
    readonly start: number;
    readonly end: number;
  }[];
}
export interface ImportFromStatement extends Node {
  readonly kind: 'ImportFrom';
  /** Number of leading dots; 0 for an absolute import. */
  readonly level: number;
  /** May be empty for `from . import x`. */
  readonly module: string;
  /** A single {name: '*'} for a star import. */
  readonly names: readonly {
    readonly name: string;
    readonly alias: string | undefined;
    readonly start: number;
    readonly end: number;
  }[];
}
export interface ScopeStatement extends Node {
  readonly kind: 'Global' | 'Nonlocal';
  readonly names: readonly string[];
}
export interface DeleteStatement extends Node {
  readonly kind: 'Delete';
  readonly targets: readonly Expression[];
}
export interface RaiseStatement extends Node {
  readonly kind: 'Raise';
  readonly value: Expression | undefined;
  /** What stands after `from`. */
  readonly cause: Expression | undefined;
}
export interface AssertStatement extends Node {
  readonly kind: 'Assert';
  readonly test: Expression;
  readonly message: Expression | undefined;
}
/** What a `case` asks of the subject. `other` stands for attributes, mappings, classes and what did not parse. */
export type Pattern =
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null }
  /** A name that takes anything; undefined for `_`. */
  | { readonly kind: 'capture'; readonly name: string | undefined }
  | { readonly kind: 'or'; readonly options: readonly Pattern[] }
  | { readonly kind: 'as'; readonly pattern: Pattern; readonly name: string }
  | { readonly kind: 'sequence'; readonly elements: readonly Pattern[] }
  | { readonly kind: 'other' };
export interface MatchStatement extends Node {
  readonly kind: 'Match';
  readonly subject: Expression;
  readonly cases: readonly {
    readonly pattern: Pattern;
    /** Names that the pattern binds. */
    readonly captures: readonly string[];
    readonly guard: Expression | undefined;
    readonly body: readonly Statement[];
  }[];
}
/** `pass`, `break`, `continue`, a type alias, Python 2's print, or a piece that did not parse. */
export interface SimpleStatement extends Node {
  readonly kind: 'Pass' | 'Break' | 'Continue' | 'TypeAlias' | 'Error';
}

export type Statement =
  | ExpressionStatement
  | AssignStatement
  | AugmentedAssignStatement
  | ReturnStatement
  | IfStatement
  | WhileStatement
  | ForStatement
  | WithStatement
  | TryStatement
  | FunctionDefinition
  | ClassDefinition
  | ImportStatement
  | ImportFromStatement
  | ScopeStatement
  | DeleteStatement
  | RaiseStatement
  | AssertStatement
  | MatchStatement
  | SimpleStatement;

/** A replacement of `[start, end)` of the previous version's text, absolute offsets. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** One version of one document, parsed. */
export interface SourceModule {
  readonly uri: string;
  readonly text: string;
  /** In document order. */
  readonly units: readonly Unit[];
  /** Comments outside every unit, absolute offsets. */
  readonly comments: readonly Comment[];
  /** Absolute ranges at which the parser had to recover, in order, at most 100. */
  readonly errors: readonly { readonly start: number; readonly end: number }[];
  /** Absolute offset of a unit's first character in this version; undefined when the unit is not part of it. */
  baseOf(unit: Unit): number | undefined;
  /** Absolute offset in this version of an offset in a unit; undefined when the unit is not part of it. Blanks and comments may differ from the unit's text. */
  offsetOf(unit: Unit, offset: number): number | undefined;
  /** The other way round: the offset in the unit's text that an absolute offset within it stands for. */
  offsetIn(unit: Unit, offset: number): number | undefined;
  /** The unit that holds an absolute offset, if one does. */
  unitAt(offset: number): Unit | undefined;
  /** 1-based line and column (UTF-16) of an absolute offset. */
  positionAt(offset: number): { readonly line: number; readonly column: number };
  /** Absolute offset of a 1-based line and column, clamped to the text. */
  offsetAt(line: number, column: number): number;
}
