/** What the thread that speaks with the editor and the one that analyses tell each other. Everything in them can be cloned. */
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  DidChangeNotebookDocumentParams,
  DidChangeTextDocumentParams,
  DidCloseNotebookDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenNotebookDocumentParams,
  DidOpenTextDocumentParams,
  Hover,
  InlayHint,
  Position,
  Range,
} from 'vscode-languageserver';
import type { PlotTheme } from '../core/plot/theme';
import type { Answer, Asks, RequestKind, VscodeOptions } from '../requests';
import type { RawSettings } from '../settings';
import type { Content } from './files';

/** A notification about open documents, as the editor sent it. */
export type DocumentChange =
  | { readonly kind: 'open'; readonly params: DidOpenTextDocumentParams }
  | { readonly kind: 'change'; readonly params: DidChangeTextDocumentParams }
  | { readonly kind: 'close'; readonly params: DidCloseTextDocumentParams }
  | { readonly kind: 'open-notebook'; readonly params: DidOpenNotebookDocumentParams }
  | { readonly kind: 'change-notebook'; readonly params: DidChangeNotebookDocumentParams }
  | { readonly kind: 'close-notebook'; readonly params: DidCloseNotebookDocumentParams };

/** How the editor shows a hover. */
export interface HoverForm {
  readonly markdown: boolean;
  /** Of curves: pictures of a theme, or drawn with characters. */
  readonly pictures: PlotTheme | 'characters';
}

/** What our own extension asks beyond the protocol. */
type OwnQuestions = {
  readonly [Kind in RequestKind]: { readonly asks: Asks<Kind>; readonly answer: Answer<Kind> };
};

export interface Questions extends OwnQuestions {
  readonly diagnostics: { readonly asks: object; readonly answer: DocumentDiagnostics };
  readonly hover: {
    readonly asks: { readonly position: Position; readonly form: HoverForm };
    readonly answer: Hover | null;
  };
  readonly actions: {
    readonly asks: {
      readonly range: Range;
      readonly only: readonly string[] | undefined;
      readonly diagnostics: readonly Diagnostic[];
    };
    readonly answer: readonly CodeAction[];
  };
  readonly hints: { readonly asks: { readonly range: Range }; readonly answer: readonly InlayHint[] };
  readonly lenses: { readonly asks: object; readonly answer: readonly CodeLens[] };
  readonly lens: { readonly asks: { readonly position: Position }; readonly answer: string };
  /** Lines about the model nearest to a place. */
  readonly signal: { readonly asks: { readonly position: Position }; readonly answer: readonly string[] };
  /** Files of the workspace that nobody has open. */
  readonly files: { readonly asks: object; readonly answer: readonly string[] };
  /** A file that nobody has open. */
  readonly 'closed-file': { readonly asks: object; readonly answer: DocumentDiagnostics };
}
export type QuestionKind = keyof Questions;

export interface DocumentDiagnostics {
  /** Of a notebook one a cell. */
  readonly documents: readonly {
    readonly uri: string;
    readonly version: number | undefined;
    readonly diagnostics: readonly Diagnostic[];
  }[];
  readonly milliseconds: number;
  /** False where linting is switched off or the file is excluded. */
  readonly lint: boolean;
}

export interface Job<Kind extends QuestionKind = QuestionKind> {
  readonly id: number;
  readonly kind: Kind;
  /** A document that is open, or a file. */
  readonly uri: string;
  readonly settings: RawSettings;
  readonly asks: Questions[Kind]['asks'];
}

/** What a worker begins with. */
export interface WorkerStart {
  readonly activationLensServer: {
    /** URIs of the workspace's folders. */
    readonly folders: readonly string[];
    readonly locale: string;
    /** Our own extension is the client: it has commands and panel, and says words in the editor's language. */
    readonly vscode: Pick<VscodeOptions, 'translations' | 'test'> | undefined;
    /** How long a question about a document may take, in milliseconds. */
    readonly timeLimit: number;
    /** Documents whose analysis never ended: nothing is read from them. */
    readonly givenUp: readonly string[];
  };
}

export type ToWorker =
  | { readonly kind: 'documents'; readonly changes: readonly DocumentChange[] }
  | { readonly kind: 'job'; readonly job: Job }
  /** Settings or files of configuration changed. */
  | { readonly kind: 'forget-configuration' }
  /** Python files changed on disk. */
  | { readonly kind: 'forget-modules' }
  | { readonly kind: 'folders'; readonly folders: readonly string[] }
  /** Answers of the editor. */
  | { readonly kind: 'content'; readonly id: number; readonly content: Content }
  | { readonly kind: 'found'; readonly id: number; readonly uris: readonly string[] };

export type FromWorker =
  /** It is loaded: from now on time counts. */
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly result: Questions[QuestionKind]['answer'];
      /** The analysis stopped itself before it came to an end. */
      readonly tookTooLong: boolean;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'log'; readonly line: string }
  /** Questions to the editor: a file's text, and the Python files of the workspace. */
  | { readonly kind: 'read'; readonly id: number; readonly uri: string }
  | { readonly kind: 'find'; readonly id: number }
  /** Modules have come since they were asked for. */
  | { readonly kind: 'loaded' }
  /** What is wrong in a file of configuration, which may be nothing. */
  | { readonly kind: 'problems'; readonly uri: string; readonly diagnostics: readonly Diagnostic[] };
