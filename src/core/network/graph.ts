/**
 * The signal graph: what a model does to a tensor, in order, with the place of every step. Rules read this, never a framework's syntax.
 * Places are unit-relative, so a graph stays valid while the units that it was traced from do.
 */
import type { ClassDefinition, Place, SourceModule } from '../python/syntax';
import type { Framework } from '../frameworks/symbol';
import type { ConstantValue } from '../python/names';

/** How a weight gets its first values. */
export interface Initialization {
  /** Id in reference/initializers.json (`xavier_uniform`, `kaiming_normal`, `torch_default_linear` …). */
  readonly initializer: string;
  /** False for the framework's own default. */
  readonly explicit: boolean;
  /** The initialiser call or argument that decides (absent for defaults). */
  readonly place: Place | undefined;
  /** Calls around it, innermost first, where another file has it. */
  readonly chain?: readonly Place[] | undefined;
  /** Its arguments by parameter name; only those that are known. */
  readonly arguments: Readonly<Record<string, ConstantValue>>;
  /** Var(w)·fan_in where it can be computed from known arguments and widths, e.g. 1 for Xavier on a square layer, 2 for He. */
  readonly weightVarianceTimesFanIn: number | undefined;
}

/** Which item of a sequence of tensors is meant: `[1, 0]` is the first of the second. `any` where that cannot be told. */
export type Piece = readonly number[] | 'any';

/** The output of some nodes: several where ways join. */
export interface SignalReference {
  readonly nodes: readonly number[];
  /** Set where only an item of what the node gives is meant. */
  readonly piece: Piece | undefined;
  /** No gradient goes back this way: `x.detach()`. */
  readonly isDetached?: true | undefined;
}

/** A length that the code computes from the lengths of tensors. */
export type Size =
  | number
  | { readonly of: SignalReference; readonly axis: number }
  | {
      readonly operator: '+' | '-' | '*' | '//' | '%' | '/' | '**';
      readonly left: Size;
      readonly right: Size;
    };

/** A tensor that the code makes: a weight by hand, a mask, a table. */
export interface MadeTensor {
  /** Its axes, as far as they are known; undefined where not even their number is. */
  readonly shape: readonly (Size | undefined)[] | undefined;
  /** It has the shape of this tensor: `torch.randn_like(x)`. */
  readonly like?: SignalReference | undefined;
  /** How its elements are drawn, by an initialiser's id; undefined where that cannot be told. */
  readonly initializer: string | undefined;
  readonly arguments: Readonly<Record<string, ConstantValue>>;
  /** The same number is the same tensor; undefined for one that is made anew. */
  readonly instance: number | undefined;
  /** Made to be trained: `requires_grad=True`. */
  readonly trained?: boolean | undefined;
}

/** Whether it has a tensor's shape, and was drawn for that: `torch.randn_like(x)`. */
export const isNoiseOfSamples = ({ like, shape, instance }: MadeTensor): boolean =>
  like !== undefined && shape === undefined && instance === undefined;

/** An argument of a step. */
export type Given =
  | { readonly kind: 'constant'; readonly value: ConstantValue }
  | { readonly kind: 'signal'; readonly signal: SignalReference }
  | { readonly kind: 'size'; readonly size: Size }
  /** The whole `x.shape`; in a sequence the lengths of its axes from `from` to before `to`, from the back where negative. */
  | {
      readonly kind: 'shape';
      readonly of: SignalReference;
      readonly from?: number;
      readonly to?: number | undefined;
    }
  | { readonly kind: 'sequence'; readonly elements: readonly Given[]; readonly open: boolean }
  | { readonly kind: 'slice'; readonly lower: Given; readonly upper: Given; readonly step: Given }
  | { readonly kind: 'made'; readonly tensor: MadeTensor }
  | { readonly kind: 'unknown' };

/** What a step was called with, where its inputs alone do not tell. */
export interface StepCall {
  /** As it is written, without what it belongs to: `unsqueeze`, `sum`, `interpolate`. */
  readonly name: string;
  readonly positional: readonly Given[];
  readonly keywords: ReadonlyMap<string, Given>;
  /** True where a `*` or `**` hides some of it. */
  readonly open: boolean;
}

export interface NodeFacts {
  /** Index in `Model.nodes`; inputs always have smaller indices except through a recurrent edge (not represented). */
  readonly index: number;
  /** Indices of the nodes whose output this one takes, in argument order. */
  readonly inputs: readonly number[];
  /** Canonical qualified name (`torch.nn.Conv2d`, `torch.Tensor.view`, `operator.add`). */
  readonly qualifiedName: string;
  /** Where it is constructed (innermost: the line that calls `nn.Conv2d`, in a helper's file if need be), or where a functional call stands. */
  readonly place: Place;
  /** Where it is called, if that is another place (`self.relu(x)`). */
  readonly callPlace: Place | undefined;
  /** Outer calls around `callPlace`, innermost first: where the modules that it stands in are called. Absent where there is no such place. */
  readonly callChain?: readonly Place[] | undefined;
  /** Outer construction calls, innermost first, without `place` itself: the helper's call sites. */
  readonly chain: readonly Place[];
  /** Where the module is made that it is or belongs to, innermost first. Absent for a step that stands in no module. */
  readonly origin?: readonly Place[] | undefined;
  /** Attribute path within the model, `features.0.conv`, where there is one. */
  readonly path: string | undefined;
  /** Its module's own `forward` goes on behind it, so that it is not what the module gives. */
  readonly isContinued?: boolean | undefined;
  /** One of several modules is called here, and nobody knows which. */
  readonly isOneOfSeveral?: boolean | undefined;
  /** Known arguments by parameter name, defaults included. */
  readonly arguments: Readonly<Record<string, ConstantValue>>;
  /** It runs under `torch.no_grad()` of the model's own: no gradient comes back through it. */
  readonly isUntrained?: true;
  /** The number of axes of what it gives, where the code takes its shape apart. */
  readonly rank?: number | undefined;
  /** Absent where the step takes its inputs and nothing else, whole. */
  readonly call?: StepCall | undefined;
  /** Between a prediction and the loss that arithmetic writes out: its difference, its square. */
  readonly isOfLoss?: boolean | undefined;
}

/** Linear, convolution, recurrent, embedding: a step with weights that ends one activation's reach and begins the next. */
/** How a weight and its bias start; undefined where that cannot be told. */
export interface InnerStart {
  readonly weight: Initialization | undefined;
  readonly bias: Initialization | undefined;
}
export interface LayerNode extends NodeFacts {
  readonly kind: 'layer';
  readonly role: 'linear' | 'conv' | 'recurrent' | 'embedding' | 'attention';
  readonly fanIn: number | undefined;
  readonly fanOut: number | undefined;
  /** Output features/channels. */
  readonly width: number | undefined;
  readonly initialization: Initialization | undefined;
  /** Recurrent kernel, for recurrent layers. */
  readonly recurrentInitialization: Initialization | undefined;
  readonly biasInitialization: Initialization | undefined;
  readonly bias: boolean | undefined;
  /** Its weight is computed from another one: `spectral_norm`, `parametrizations.spectral_norm`, `weight_norm`. */
  readonly reparametrization?: string | undefined;
  /** How the weights start that modules inside hold, by their paths: `out_proj`, `layers.0.linear1`. */
  readonly innerStarts?: ReadonlyMap<string, InnerStart> | undefined;
  /** Of a stack of Transformer layers: the arguments of the layer that it is made of. */
  readonly inner?: Readonly<Record<string, ConstantValue>> | undefined;
  /** Where a class of one's own that extends the framework's layer hands its arguments on to it. */
  readonly handedOn?: Place | undefined;
  /** Of a layer of a Transformer, or a stack of them: the activation that stands inside, where it is made with one. */
  readonly within?:
    | {
        readonly name: string;
        readonly layer: Place;
        readonly activation: string;
        readonly place: Place;
      }
    | undefined;
  /** Node objects that are one layer object used at several places share this number. */
  readonly instance: number;
}
export interface ActivationNode extends NodeFacts {
  readonly kind: 'activation';
  /** Catalogue id; `unknown` where code names it by a value that cannot be told. */
  readonly activation: string;
  /** Catalogue parameters that are known. */
  readonly parameters: Readonly<Record<string, number | boolean | null>>;
  readonly form: 'module' | 'function' | 'method' | 'argument';
  readonly inPlace: boolean;
  /** Where it is named, if it is called or made elsewhere: `self.act = F.relu`, `act_layer=nn.GELU`. */
  readonly named?: Place | undefined;
  /** The same line makes it for other callers, too. */
  readonly isShared?: boolean;
  /** It is this one with the default value of a configuration: `hidden_act="silu"`. */
  readonly assumption?:
    { readonly name: string; readonly value: string | number | boolean | null } | undefined;
}
export interface OperationNode extends NodeFacts {
  readonly kind:
    | 'input'
    | 'norm'
    | 'dropout'
    | 'pooling'
    | 'reshape'
    | 'add'
    | 'multiply'
    | 'concat'
    | 'split'
    | 'attention'
    | 'matmul'
    | 'elementwise'
    | 'loss'
    | 'output'
    /** Something that could not be followed: it breaks every chain. */
    | 'unknown';
  /** What a norm's scale starts as, where the code sets it. */
  readonly initialization?: Initialization | undefined;
  /** What a norm's shift starts as, where the code sets it. */
  readonly biasInitialization?: Initialization | undefined;
}
export type SignalNode = LayerNode | ActivationNode | OperationNode;

/** Where a tensor's way ends at something that could not be followed, and no step of the graph stands for it. */
export interface Stop {
  readonly kind: StopKind;
  /** Indices of the nodes whose output goes there. */
  readonly inputs: readonly number[];
  readonly place: Place;
}
/** A call, an attribute that tensors do not have, a container whose item the data choose, a statement that could not be read. */
export type StopKind = 'call' | 'attribute' | 'item' | 'statement';

/** What is known of numbers that a program loads, encodes or scales. */
export interface DataFacts {
  /** How they name classes: by number, by rows with a single 1, by rows with any number of them; or they are measurements. */
  readonly form: 'indices' | 'one-hot' | 'multi-hot' | 'values' | undefined;
  readonly classes: number | undefined;
  /** Bounds that the numbers reach. */
  readonly range: { readonly low: number; readonly high: number } | undefined;
  /** Mean 0 and standard deviation 1: about half of them are negative, and some are beyond ±1. */
  readonly isStandardised: boolean;
  /** The step that says so. */
  readonly place: Place;
}

/** What a loss compares a prediction with, and where the two meet: `model.fit(x, y)`, a call of the loss. */
export interface TargetUse {
  readonly facts: DataFacts;
  readonly place: Place;
}

/** Numbers that a model is fitted to, and where the two meet. */
export interface InputUse {
  /** Bounds that they reach. */
  readonly range: { readonly low: number; readonly high: number };
  readonly place: Place;
}

/** What a loss that arithmetic writes out is: `((net(x) - y) ** 2).mean()` a squared error. */
export type WrittenLoss =
  'squared_error' | 'absolute_error' | 'cross_entropy' | 'softmax_cross_entropy' | 'binary_cross_entropy';

export interface LossUse {
  readonly qualifiedName: string;
  /** Absent where a function or class of a framework is the loss. */
  readonly written?: WrittenLoss | undefined;
  /** Where it is constructed, or where its function is called. */
  readonly place: Place;
  /** Where a constructed one is called, if that is in view. */
  readonly callPlace: Place | undefined;
  /** Calls around where it is called, innermost first. */
  readonly chain?: readonly Place[] | undefined;
  /** The one that is constructed there is called at other places, too. */
  readonly isShared?: boolean;
  readonly arguments: Readonly<Record<string, ConstantValue>>;
  /** The nodes whose output the loss takes as prediction: several where ways join, none where only the pairing of model and loss is known. */
  readonly predictions: readonly number[];
  /** What is known of what it is compared with. */
  readonly targets?: readonly TargetUse[];
  /** What is known of what the model is fitted to. */
  readonly inputs?: readonly InputUse[];
  /** What it is compared with comes out of a network, too. */
  readonly isTargetComputed?: boolean;
  /** What the prediction is compared with, as far as the code tells. */
  readonly target?: Given | undefined;
  /** The variance that a Gaussian likelihood is given beside its mean. */
  readonly variance?: Given | undefined;
}
export interface OptimizerUse {
  readonly qualifiedName: string;
  readonly place: Place;
  readonly arguments: Readonly<Record<string, ConstantValue>>;
}

/** Layers or weights that a PyTorch module keeps in a plain list or dictionary, where it does not look for them. */
export interface Unregistered {
  readonly attribute: string;
  /** The class whose instance keeps them, then what it inherits from. */
  readonly classes: readonly ClassDefinition[];
  readonly form: 'list' | 'tuple' | 'set' | 'dictionary';
  readonly holds: 'layers' | 'parameters';
  /** Whether there is nothing else in it, so that a module for it could take all of it. */
  readonly pure: boolean;
  /** One of its layers. */
  readonly first: Place;
}

/**
 * One traced model: a class, a Sequential bound to a name, a Keras functional model, a Flax module. One without a layer is what is in
 * view of the way to a loss: an activation around a model that could not be followed, a loss class.
 */
export interface Model {
  readonly name: string;
  readonly framework: Framework;
  /** Its class's name, the constructor's call … where a CodeLens stands. */
  readonly place: Place;
  readonly nodes: readonly SignalNode[];
  /** Indices of nodes that the model returns. */
  readonly outputs: readonly number[];
  readonly losses: readonly LossUse[];
  readonly optimizers: readonly OptimizerUse[];
  /** Absent where everything that a tensor meets is a node. */
  readonly stops?: readonly Stop[];
  /** `state_dict` / weights loaded after construction are in view. */
  readonly weightsLoaded: boolean;
  /** Of PyTorch's modules: what they keep where they do not look for weights. */
  readonly unregistered: readonly Unregistered[];
  /** False where a bound was reached or part of forward could not be followed: chains are then only what is certain. */
  readonly complete: boolean;
}

/** All models of one document version. A model object is kept by identity while nothing that it was traced from has changed. */
export interface ModuleTrace {
  readonly models: readonly Model[];
  /** The documents that places of the models lie in, by URI: the traced one and what it imports. */
  readonly modules: ReadonlyMap<string, SourceModule>;
}

/** Whether a model has layers: without one it is what a loss is given, and no network to show. */
export function isNetwork(model: Model): boolean {
  return model.nodes.some(({ kind }) => kind === 'layer');
}
