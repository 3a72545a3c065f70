/** What a folder of `frameworks/` says of its framework in its `names.ts`. Every list of frameworks and their names is derived from these. */
import type { Framework, WordOfTables } from './symbol';
import type {
  ActivationRow,
  InitializerRow,
  LayerRow,
  LossRow,
  OptimizerRow,
  RegularizerRow,
} from './tables/rows';

export interface FrameworkNames {
  /** What its names count as. */
  readonly framework: Framework;
  /** What its models are made of and its losses belong to, where that is another framework. */
  readonly writtenIn?: Framework;
  /** Roots of canonical names, each with the frameworks whose documents may mean names below it. */
  readonly roots: readonly (readonly [root: string, ...meantBy: readonly Framework[]])[];
  /** Packages whose import says that a document uses frameworks. */
  readonly packages?: readonly (readonly [name: string, ...uses: readonly Framework[]])[];
  /** Packages that the tables speak for: their files are not read, even where they lie in the workspace. */
  readonly neverRead?: readonly string[];
  /** Files of the package itself that are not read either, in a checkout of it. */
  readonly checkout?: Checkout;

  /** Module prefixes and what they stand for, longer ones first. A prefix matches whole dotted components. */
  readonly prefixes?: readonly (readonly [from: string, to: string])[];
  /** Packages whose public names stand directly below them though files may be named in between, and where they stand if elsewhere. */
  readonly flatPackages?: readonly (readonly [packageName: string, home?: string])[];
  readonly oldNames?: readonly (readonly [old: string, now: string])[];
  /** Paths that no prefix describes. They are looked at for names below the roots and the packages. */
  readonly rewrites?: readonly (readonly [from: RegExp, to: string])[];
  /** What else a name below a root may be called in the tables, most likely first. */
  candidates?(name: string): Iterable<string>;
  /** Another word that stands for what a word of the tables stands for. */
  otherWord?(word: WordOfTables): string | undefined;

  readonly activations?: readonly ActivationRow[];
  readonly initializers?: readonly InitializerRow[];
  readonly layers?: readonly LayerRow[];
  readonly losses?: readonly LossRow[];
  readonly optimizers?: readonly OptimizerRow[];
  readonly regularizers?: readonly RegularizerRow[];

  /** Set where a layer's call tells neither its activation nor its initialiser. */
  readonly bareLayers?: true;
  /** Classes that make a module of those that extend them, whatever else they extend. */
  readonly moduleBases?: readonly string[];
  /** Modules whose names are activations: classes of them, or functions. */
  readonly activationModules?: readonly (readonly [module: string, form: 'class' | 'function'])[];
  /** The imports that everybody writes. */
  readonly imports?: readonly CustomaryImport[];
  /** How a canonical name is imported where that is not by itself: `tf.nn.relu` by `tensorflow.nn.relu`. */
  importedAs?(canonical: string): readonly string[];
}

/** `import torch.nn.functional as F` gives `torch.nn.functional` the name `F`. */
export interface CustomaryImport {
  readonly gives: string;
  readonly module: string;
  readonly name?: string;
  readonly alias?: string;
}

/** A checkout of a library in the workspace, of which only a part is the user's to read. */
export interface Checkout {
  readonly folder: string;
  /** Matches the library's own files by their URI; its first group is the path below the folder. Without it there are only `names`. */
  readonly inside?: RegExp;
  /** Files inside that are read all the same. */
  readonly read?: ReadonlySet<string>;
  /** Files that lie in the folder if it is the library's. */
  readonly marks?: readonly string[];
  /** Names that keep their meaning though the file is read. */
  readonly names: readonly {
    readonly file: RegExp;
    readonly home: string;
    readonly names: readonly string[];
  }[];
}
