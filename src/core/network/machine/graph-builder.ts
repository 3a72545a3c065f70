/** Collects the nodes of one evaluation. Models are cut out of it afterwards. */
import type { Place } from '../../python/syntax';
import type { ConstantValue } from '../../python/names';
import type { Run } from './budget';
import type {
  ActivationNode,
  LayerNode,
  LossUse,
  OperationNode,
  OptimizerUse,
  StepCall,
  Stop,
  StopKind,
} from '../graph';
import type { FunctionValue, ObjectValue, SignalValue, Value } from './values';

/** A node or loss of which number, attribute path and start of the weights are filled in when its model is cut out. */
export type Mutable<Node> = { -readonly [Key in keyof Node]: Node[Key] };
/** The number of a node whose model is not cut out yet. */
export const UNNUMBERED = -1;

/** A node before its model is cut out: some of it is only known when everything has run. */
export interface MutableNode {
  readonly facts: Mutable<LayerNode> | Mutable<ActivationNode> | Mutable<OperationNode>;
  /** The same as in the facts, which a model later renumbers. */
  readonly inputs: readonly number[];
  readonly call: StepCall | undefined;
  /** The object whose call made it, if one did. */
  readonly owner: ObjectValue | undefined;
  /** The object whose method made it, if one did. */
  readonly within: ObjectValue | undefined;
  /** What a sum, difference or product was made of. */
  operands?: readonly Value[];
  /** Whether a model has it. Most nodes are part of one model only, and become its nodes. */
  taken: boolean;
}
export interface MutableLoss extends LossUse {
  /** The model that it was given to (`compile`): its outputs are what it takes. */
  readonly object?: ObjectValue;
}

/** A loss of one's own that a model was given: it runs on the model's outputs once those are known. */
export interface OwnLoss {
  readonly object: ObjectValue;
  readonly function: FunctionValue;
  /** The instance whose method it is. */
  readonly self: ObjectValue | undefined;
  readonly site: Place;
  /** What the model is fitted to, and where. */
  readonly fitted?: { readonly target: Value; readonly place: Place } | undefined;
}

const MAXIMUM_NODES = 12_000;
/** Of all nodes together: each with each of thousands is more than anybody draws, and every walk along the graph goes through all of them. */
const MAXIMUM_INPUTS = 120_000;
const MAXIMUM_STOPS = 1_000;
/** Further elements of a container are not asked whether they are tensors, to note that they are lost. */
const LOOKED_AT = 16;
/** A node that a full graph refuses takes as long as looking through so many elements. */
const EFFORT_OF_REFUSAL = 4096;

export class GraphBuilder {
  constructor(private readonly budget: Run) {}

  readonly nodes: MutableNode[] = [];
  readonly losses: MutableLoss[] = [];
  readonly ownLosses: OwnLoss[] = [];
  readonly optimizers: (OptimizerUse & { readonly objects: readonly ObjectValue[] })[] = [];
  /** Objects whose weights are loaded in view. */
  readonly loaded = new Set<ObjectValue>();
  readonly stops: Stop[] = [];
  /** True once something was cut short by a bound. */
  cut = false;
  /** How many inputs all nodes have. */
  private inputs = 0;
  private readonly widths: (number | undefined)[] = [];
  private readonly unclearRanks = new Set<number>();

  /** Whether it takes no more nodes. */
  get isFull(): boolean {
    return this.nodes.length >= MAXIMUM_NODES || this.inputs >= MAXIMUM_INPUTS;
  }

  add(facts: MutableNode['facts'], owner: ObjectValue | undefined): SignalValue {
    if (!this.isFull) {
      this.inputs += facts.inputs.length;
      this.budget.made();
      const within = this.budget.self();
      if (this.budget.isUntrained) facts.isUntrained = true;
      this.nodes.push({ facts, inputs: facts.inputs, call: facts.call, owner, within, taken: false });
      this.widths.push(this.widthAfter(facts));
    } else {
      this.cut = true;
      // A run that adds no more nodes pays for each, so that it soon ends.
      this.budget.look(EFFORT_OF_REFUSAL);
    }
    return { kind: 'signal', graph: this, nodes: [this.nodes.length - 1] };
  }

  /** Features of a node's output (its last axis), as far as layers in front of it tell. */
  widthOf(nodes: readonly number[]): number | undefined {
    const [first] = nodes;
    const width = first === undefined ? undefined : this.widths[first];
    if (nodes.length > 1 && !nodes.every((node) => this.widths[node] === width)) return undefined;
    return width;
  }

  /** The code takes the shape of a tensor apart: so many axes it has. */
  noteRank(nodes: readonly number[], rank: number): void {
    for (const node of nodes) {
      const facts = this.nodes[node]?.facts;
      if (facts === undefined) continue;
      // Two branches of which one is not taken may name different numbers of axes.
      if (facts.rank !== undefined && facts.rank !== rank) this.unclearRanks.add(node);
      facts.rank = this.unclearRanks.has(node) ? undefined : rank;
    }
  }

  /** What Keras' first layer says of what comes in, the batch left out. */
  noteShape(nodes: readonly number[], shape: ConstantValue): void {
    for (const node of nodes) {
      const facts = this.nodes[node]?.facts;
      if (facts?.kind !== 'input' || facts.arguments['shape'] !== undefined) continue;
      facts.qualifiedName = 'keras.Input';
      facts.arguments = { ...facts.arguments, shape };
    }
  }

  setWidth(node: number, width: number | undefined): void {
    this.widths[node] = width;
  }

  /** Notes that the tensors of a value go where nobody can follow. */
  stop(kind: StopKind, value: Value, { unit, start, end }: Place): void {
    if (value.kind !== 'signal' && !holdsSignal(value)) return;
    const inputs = this.nodesOf(value);
    if (inputs.length > 0 && this.stops.length < MAXIMUM_STOPS)
      this.stops.push({ kind, inputs, place: { unit, start, end } });
  }

  private widthAfter(facts: MutableNode['facts']): number | undefined {
    switch (facts.kind) {
      case 'layer':
        return facts.width;
      case 'activation':
      case 'norm':
      case 'dropout':
      case 'add':
      case 'multiply':
      case 'elementwise':
        return this.widthOf(facts.inputs);
      case 'pooling':
        return /(?:Pooling|pool)(?:ing)?[123]?[dD]?$/.test(facts.qualifiedName)
          ? this.widthOf(facts.inputs)
          : undefined;
      default:
        return undefined;
    }
  }

  /** A step without weights of its own. */
  operation(
    kind: OperationNode['kind'],
    qualifiedName: string,
    inputs: readonly number[],
    place: Place,
    more: {
      readonly owner?: ObjectValue | undefined;
      readonly callPlace?: Place | undefined;
      readonly callChain?: readonly Place[] | undefined;
      readonly chain?: readonly Place[];
      readonly arguments?: Readonly<Record<string, ConstantValue>> | undefined;
      readonly call?: StepCall | undefined;
    } = {},
  ): SignalValue {
    return this.add(
      {
        kind,
        index: UNNUMBERED,
        qualifiedName,
        inputs,
        place,
        path: undefined,
        callPlace: more.callPlace,
        callChain: more.callChain,
        chain: more.chain ?? [],
        arguments: more.arguments ?? {},
        call: more.call,
      },
      more.owner,
    );
  }

  /** Indices of nodes whose outputs a value carries; tensors inside tuples, lists and dictionaries included. */
  nodesOf(value: Value, depth = 0): readonly number[] {
    if (depth > 6) return NO_NODES;
    switch (value.kind) {
      case 'signal':
        return value.graph === this ? value.nodes : [];
      case 'list':
      case 'run':
        this.budget.look(value.elements.length);
        return this.nodesOfAll(value.elements, depth + 1);
      case 'dictionary':
        this.budget.look(value.entries.size);
        return this.nodesOfAll(value.entries.values(), depth + 1);
      case 'alternatives':
        return this.nodesOfAll(value.options, depth + 1);
      case 'object':
        // A plain record that carries tensors, such as a dataclass, or a distribution around them.
        if ((value.base !== 'object' && !/\.distributions\./.test(value.base)) || depth >= 3) return NO_NODES;
        this.budget.look(value.attributes.size);
        return this.nodesOfAll(value.attributes.values(), depth + 2);
      default:
        return NO_NODES;
    }
  }

  /** The same of several values, each node once, in order. */
  nodesOfAll(values: Iterable<Value>, depth = 0): readonly number[] {
    let found: readonly number[] = NO_NODES;
    let unique: Set<number> | undefined;
    let last: Value | undefined;
    for (const value of values) {
      // `[row] * 9999` is one row, over and over.
      if (value === last) continue;
      last = value;
      const nodes = this.nodesOf(value, depth);
      if (nodes.length === 0) continue;
      // A single tensor, the most frequent case, needs no copy.
      if (found.length === 0 && unique === undefined) found = nodes;
      else {
        this.budget.look(nodes.length);
        unique ??= new Set(found);
        for (const node of nodes) unique.add(node);
      }
    }
    return unique === undefined ? found : [...unique];
  }
}

function holdsSignal(value: Value): boolean {
  if (value.kind === 'dictionary') return value.entries.size > 0;
  if (value.kind === 'alternatives') return value.options.some(({ kind }) => kind === 'signal');
  return (
    (value.kind === 'list' || value.kind === 'run') &&
    value.elements.slice(0, LOOKED_AT).some(({ kind }) => kind === 'signal' || kind === 'list')
  );
}

const NO_NODES: readonly number[] = [];
