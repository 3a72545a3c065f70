/** What a top-level statement can lead to, told from words alone: an evaluation that cannot meet a layer is not begun. */
import { ACTIVATION, everyTriggerWord, LAYER, LOSS, mentions, type TriggerWords } from '../../frameworks';
import { outlineOf } from '../../python/outline';
import { replacedUnits } from '../../python/replaced-units';
import type { ImportFromStatement, ImportStatement, Unit } from '../../python/syntax';
import { wordsOf } from '../../python/words';
import type { ModuleIndex } from '../machine/modules';
import type { Namespace } from '../machine/namespace';

/** Calls that make weights without a layer, and the door to every name. */
const otherCalls = [
  'Parameter',
  'Variable',
  'Param',
  'param',
  'param_with_axes',
  // Stacks of layers in Equinox, Haiku and Sonnet.
  'MLP',
  'ConvNet2D',
  'ConvNet2DTranspose',
  'add_weight',
  'get_variable',
  'globals',
] as const;

/** Arrays of JAX that start at random may be weights. */
const randomArrays = ['normal', 'uniform', 'truncated_normal', 'orthogonal'] as const;
/** One that starts constant may be one, too, where an activation is: `jnp.zeros((784, 256))`. */
const constantMatrix = /\b(?:zeros|ones|full)\(\s{0,20}[([]/;
/** A tensor of PyTorch that is trained without a module around it. */
const trainedTensor = /\brequires_grad=True\b/;
const jaxNames = ['jax', 'random', 'jrandom', 'jr'] as const;

/** In Ninjax weights are made by a method of every module. */
const ninjaxNames = ['nj', 'ninjax'] as const;
const ninjaxMethods = ['sub', 'value', 'get'] as const;

const NETWORK = LAYER | LOSS | ACTIVATION;

/** A network has a layer, or an activation that goes into a loss. */
const isNetwork = (mentioned: number): boolean =>
  (mentioned & LAYER) !== 0 || (mentioned & (LOSS | ACTIVATION)) === (LOSS | ACTIVATION);

const MOST_STATEMENTS = 500;
/** Star imports are followed this far. */
const mostStars = 4;

export class Prefilter {
  /** What a statement and all that it names mention, as a sum. */
  private readonly known = new Map<Unit, number>();
  /** Words of each module that one question has followed already: a name may be bound thousands of times. */
  private readonly followed = new Map<Namespace, Set<string>>();

  constructor(
    readonly main: Namespace,
    /** What words may mean in the document itself. */
    private readonly words: TriggerWords,
    private readonly modules: ModuleIndex,
    previous?: Prefilter,
  ) {
    if (previous === undefined || !this.meansAsBefore(previous)) return;
    for (const unit of main.module.units) {
      const answer = previous.known.get(unit);
      if (answer !== undefined) this.known.set(unit, answer);
    }
  }

  /**
   * Whether the statements that changed since the previous version mention and name the same as before, and nothing else did: then every
   * answer still holds.
   */
  private meansAsBefore(previous: Prefilter): boolean {
    if (this.words !== previous.words || previous.modules.loaded().length > 1) return false;
    const replaced = replacedUnits(this.main.module.units, previous.main.module.units);
    return replaced?.every(({ before, now }) => this.namesAlike(now, before, previous)) === true;
  }

  private namesAlike(unit: Unit, old: Unit, previous: Prefilter): boolean {
    if (isImporting(unit) || isImporting(old)) return false;
    const binders = (list: readonly string[], prefilter: Prefilter): string =>
      list
        .filter((word) => prefilter.main.binders.has(word))
        .sort()
        .join(' ');
    return (
      this.mentionedIn(unit, this.main) === previous.mentionedIn(old, previous.main) &&
      binders(wordsOf(unit).names(), this) === binders(wordsOf(old).names(), previous)
    );
  }

  /** Whether a unit of the document, with all that it names, directly or through others and in other files, mentions what makes a network. */
  mayMeetNetwork(unit: Unit): boolean {
    let mentioned = this.known.get(unit);
    if (mentioned === undefined) {
      const seen = new Map<Unit, Namespace>([[unit, this.main]]);
      this.followed.clear();
      mentioned = this.mentionedFrom(seen);
      this.known.set(unit, mentioned);
      // What this leads to leads no further: where it meets no network, neither do those.
      if (!isNetwork(mentioned))
        for (const each of seen.keys()) if (!this.known.has(each)) this.known.set(each, mentioned);
    }
    return isNetwork(mentioned);
  }

  /** Whether a piece of the document's text names an activation, something with weights, or a definition of its own. */
  tells(text: string): boolean {
    for (const [word] of text.matchAll(/[A-Za-z_]\w*/g))
      if (((this.words.get(word) ?? 0) & (LAYER | ACTIVATION)) !== 0) return true;
    return false;
  }

  private mentionedFrom(seen: Map<Unit, Namespace>): number {
    let mentioned = 0;
    // A map gives what is added while it is walked, too.
    for (const [unit, namespace] of seen) {
      const known = this.known.get(unit);
      mentioned |= known ?? this.mentionedIn(unit, namespace);
      if (isNetwork(mentioned)) return LAYER;
      if (known !== undefined) continue;
      // What leads this far is evaluated, not asked again and again.
      if (seen.size > MOST_STATEMENTS) return LAYER;
      for (const word of wordsOf(unit).names()) if (this.follow(word, namespace, seen, 0)) return LAYER;
    }
    return mentioned;
  }

  /** Adds the statements that a word of a module stands for; true where they cannot be told. */
  private follow(word: string, namespace: Namespace, seen: Map<Unit, Namespace>, depth: number): boolean {
    let followed = this.followed.get(namespace);
    if (followed === undefined) this.followed.set(namespace, (followed = new Set()));
    if (followed.has(word)) return false;
    followed.add(word);
    const binders = namespace.binders.get(word);
    if (binders === undefined) {
      if (depth >= mostStars) return namespace.stars.length > 0;
      return namespace.stars.some((unit) => this.followStar(word, unit, namespace, seen, depth));
    }
    for (const binder of binders) {
      if (!isImporting(binder)) {
        seen.set(binder, namespace);
        continue;
      }
      for (const statement of binder.body) {
        if (statement.kind === 'Import' ? this.followModule(word, statement, namespace) : false) return true;
        if (statement.kind === 'ImportFrom' && this.followName(word, statement, namespace, seen, depth))
          return true;
        // An import inside a condition.
        if (statement.kind !== 'Import' && statement.kind !== 'ImportFrom') seen.set(binder, namespace);
      }
    }
    return false;
  }

  private followStar(
    word: string,
    unit: Unit,
    namespace: Namespace,
    seen: Map<Unit, Namespace>,
    depth: number,
  ): boolean {
    for (const statement of unit.body) {
      if (statement.kind !== 'ImportFrom' || statement.names[0]?.name !== '*') continue;
      const other = this.modules.resolve(statement.module, statement.level, namespace.uri);
      if (other !== undefined && other !== namespace && this.follow(word, other, seen, depth + 1))
        return true;
    }
    return false;
  }

  private followModule(word: string, statement: ImportStatement, namespace: Namespace): boolean {
    return statement.names.some(({ module, alias }) => {
      const root = module.split('.', 1)[0] ?? module;
      if ((alias ?? root) !== word) return false;
      return this.modules.resolve(alias === undefined ? root : module, 0, namespace.uri) !== undefined;
    });
  }

  private followName(
    word: string,
    statement: ImportFromStatement,
    namespace: Namespace,
    seen: Map<Unit, Namespace>,
    depth: number,
  ): boolean {
    const { module, level } = statement;
    return statement.names.some(({ name, alias }) => {
      if ((alias ?? name) !== word) return false;
      const other = this.modules.resolve(module, level, namespace.uri);
      if (other?.binders.has(name) === true)
        return depth >= mostStars || this.follow(name, other, seen, depth + 1);
      // A module as a whole may hold anything, and so may one that hands on what it imports.
      if (
        this.modules.resolve(module === '' ? name : `${module}.${name}`, level, namespace.uri) !== undefined
      )
        return true;
      return other !== undefined && other.stars.length > 0;
    });
  }

  private isReadable(module: string, namespace: Namespace): boolean {
    const name = module.replace(/^\.+/, '');
    return this.modules.resolve(name, module.length - name.length, namespace.uri) !== undefined;
  }

  private mentionedIn(unit: Unit, namespace: Namespace): number {
    if (isImporting(unit) && unit.body.every(({ kind }) => kind === 'Import' || kind === 'ImportFrom'))
      return 0;
    const words = wordsOf(unit);
    for (const name of otherCalls) if (words.calls(name)) return LAYER;
    if (
      randomArrays.some((name) => words.calls(name)) &&
      jaxNames.some((name) => namespace.binders.has(name))
    )
      return LAYER;
    if (
      ninjaxNames.some((name) => namespace.binders.has(name)) &&
      ninjaxMethods.some((name) => words.calls(name))
    )
      return LAYER;
    if (trainedTensor.test(unit.text)) return LAYER;
    // What a function imports for itself is not looked through.
    if (outlineOf(unit)?.modules.some((module) => this.isReadable(module, namespace)) === true) return LAYER;
    const mayBeWeight =
      jaxNames.some((name) => namespace.binders.has(name)) && constantMatrix.test(unit.text) ? LOSS : 0;
    return (
      mayBeWeight | (mentions(unit, namespace === this.main ? this.words : everyTriggerWord()) & NETWORK)
    );
  }
}

function isImporting(unit: Unit): boolean {
  return outlineOf(unit) === undefined && wordsOf(unit).has('import');
}
