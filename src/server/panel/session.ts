/** The panel's session: what its page was told, which functions it may still ask about, and the answers to it. */
import { allActivations } from '../../core/activations/catalogue';
import { frameworksByActivation } from '../../core/frameworks/counterparts';
import type { Model } from '../../core/network/graph';
import { own } from '../../core/own';
import { phrase, type Phrase, type Say } from '../../core/phrase';
import type {
  ActivationUse,
  LensService,
  OffsetRange,
  OwnFunctionUse,
  ReportedFinding,
} from '../../core/service';
import { changesFrom } from '../../core/what-if/choices';
import { codeFor } from '../../core/what-if/code';
import {
  sendable,
  type Origin,
  type Plot,
  type ToExtension,
  type ToExtensionMessages,
  type ToPanel,
} from '../../protocol';
import type { Answer, Effect, PanelAnswer, SelectionSent } from '../../requests';
import type { ServerView, Views } from '../views';
import { createExpressions, type Expressions } from './expressions';
import { counterpartsOf, insertionOf, ownOfClosed, ownOfView, type Own } from './gallery';
import { OwnFunctions } from './own-functions';
import { factsOf, formulaOf } from './panel-facts';
import { plotOfCatalogue, plotOfUse } from './plots';
import { pythonLiteral } from './python-literal';
import { SignalTab } from './signal-tab';
import { answersIn, whatIfAnswer } from './what-if-answer';

type Page<Type extends ToExtension['type']> = ToExtensionMessages[Type];
type Answers = {
  readonly [Type in ToExtension['type']]?: (message: Page<Type>, here: Here | undefined) => PanelAnswer;
};

/** A selection in a view. */
interface Here {
  readonly view: ServerView;
  readonly start: number;
  readonly end: number;
  readonly active: number;
}

export interface PanelSessionOptions {
  readonly views: Views;
  /** One of its own: documents are opened in it as they would be with suggestions applied. */
  readonly proposals: LensService;
  readonly findingsOf: (view: ServerView) => Promise<readonly ReportedFinding[]>;
  readonly say: Say;
}

type EditEffect = Extract<Effect, { readonly kind: 'edit' }>;

const nothingToSay: PanelAnswer = { messages: [], effects: [], more: false };

export class PanelSession {
  readonly #views: Views;
  readonly #say: Say;
  readonly #findingsOf: PanelSessionOptions['findingsOf'];
  readonly #functions = new OwnFunctions();
  readonly #expressions: Expressions;
  readonly #signal: SignalTab;
  /** The document and version whose activations the page knows. */
  #filePlotsOf = '';
  readonly #answers: Answers;

  constructor({ views, proposals, findingsOf, say }: PanelSessionOptions) {
    this.#views = views;
    this.#say = say;
    this.#findingsOf = findingsOf;
    this.#expressions = createExpressions(this.#functions, say);
    this.#signal = new SignalTab(proposals, say);
    this.#answers = {
      setParameter: (message) => this.#setParameter(message),
      sample: (message) => only(this.#sample(message)),
      expression: (message) => this.#expression(message),
      insert: (message, here) => this.#insert(message, here),
      counterparts: (message) => only(counterpartsOf(message)),
      copyCode: (message) => this.#copyCode(message),
      formula: ({ id }) => only(formulaOf(id)),
      facts: (message) => only(factsOf(message, say)),
      model: ({ origin }) => this.#model(origin),
      sizes: ({ origin, sizes, arguments: given }) => {
        this.#signal.setSizes(sizes, given);
        return this.#model(origin);
      },
      whatIf: (message) => this.#whatIf(message),
      applyWhatIf: (message) => this.#applyWhatIf(message),
    };
  }

  forgetConfiguration(): void {
    this.#signal.forget();
  }

  at(
    uri: string,
    selection: SelectionSent,
    { follow, signal, fresh }: { readonly follow: boolean; readonly signal: string; readonly fresh: boolean },
  ): PanelAnswer {
    if (fresh) {
      this.#filePlotsOf = '';
      this.#signal.forgetSent();
    }
    const here = this.#here(uri, selection);
    if (here === undefined) return nothingToSay;
    const { view, active } = here;
    const messages: ToPanel[] = [];
    let more = false;
    const key = `${view.lens.uri}@${String(view.lens.version)}`;
    if (key !== this.#filePlotsOf) {
      this.#filePlotsOf = key;
      messages.push({ type: 'file', plots: plotsOf(view).slice(0, 500) });
    }
    if (signal !== 'none') {
      const shown = this.#signal.show(view, active, signal === 'reveal');
      messages.push(shown.message);
      more = shown.more;
    }
    if (follow) messages.push(this.#followed(here));
    return { messages, effects: [], more };
  }

  async propose(): Promise<PanelAnswer> {
    const shown = await this.#signal.propose(this.#findingsOf);
    return shown === undefined ? nothingToSay : { messages: [shown.message], effects: [], more: shown.more };
  }

  plot(uri: string, selection: SelectionSent, isOwnMeant: boolean): Answer<'plot'> {
    const here = this.#here(uri, selection);
    if (here === undefined) return { plot: null, refusal: null };
    const { view, start, end, active } = here;
    const use = view.lens.activationAt(active);
    const plot = use && plotOfUse(use, view);
    const ofOwn = plot === undefined && isOwnMeant ? view.lens.functionAt(start, end) : undefined;
    const drawn = ofOwn && this.#functions.plotOf(ofOwn, view, this.#say);
    return {
      plot: plot ?? (drawn !== undefined && 'function' in drawn ? drawn : null),
      refusal: drawn !== undefined && 'reason' in drawn ? drawn.reason : null,
    };
  }

  /** What stands there now: a use or a function whose text was changed. */
  plotAt(uri: string, offset: number): PanelAnswer {
    const view = this.#views.viewOf(uri);
    const use = view?.lens.activationAt(offset);
    const ofOwn = use === undefined ? view?.lens.functionAt(offset) : undefined;
    const plot =
      view && (use ? plotOfUse(use, view) : ofOwn && this.#functions.plotOf(ofOwn, view, this.#say));
    return plot !== undefined && 'function' in plot
      ? only({ type: 'show', plot, as: 'choose' })
      : nothingToSay;
  }

  choices(uri: string): Answer<'choices'> {
    const view = this.#views.viewOf(uri);
    return {
      file: view === undefined ? [] : plotsOf(view),
      catalogue: allActivations.flatMap(({ id, name, aliases }) => {
        const plot = plotOfCatalogue(id);
        return plot === undefined ? [] : [{ name, description: aliases.slice(0, 4).join(', '), plot }];
      }),
    };
  }

  page(message: ToExtension, uri: string, selection: SelectionSent | null): PanelAnswer {
    const here = selection === null ? undefined : this.#here(uri, selection);
    return this.#answer(message.type, message, here);
  }

  ownOf(uri: string): readonly Own[] {
    const view = this.#views.viewOf(uri);
    return view === undefined ? [] : ownOfView(view, this.#functions);
  }

  ownOfClosed(uri: string, label: string, uses: readonly OwnFunctionUse[]): readonly Own[] {
    return ownOfClosed(uri, label, uses, this.#functions);
  }

  frameworks(): Answer<'frameworks'> {
    return {
      frameworks: Object.fromEntries([...frameworksByActivation()].map(([id, names]) => [id, [...names]])),
    };
  }

  #answer<Type extends ToExtension['type']>(
    type: Type,
    message: ToExtension,
    here: Here | undefined,
  ): PanelAnswer {
    return this.#answers[type]?.(message as Page<Type>, here) ?? nothingToSay;
  }

  #here(uri: string, { start, end, active }: SelectionSent): Here | undefined {
    const view = this.#views.viewOf(uri);
    const document = this.#views.documents.text(uri);
    if (view === undefined || document === undefined) return undefined;
    const [from, to, at] = [start, end, active].map((point) => view.offsetAt(document, point));
    if (from === undefined || to === undefined || at === undefined) return undefined;
    return { view, start: from, end: to, active: at };
  }

  #followed({ view, start, end, active }: Here): ToPanel {
    const use = view.lens.activationAt(active);
    const plot = use && plotOfUse(use, view);
    if (plot !== undefined) return { type: 'show', plot, as: 'follow' };
    if (use !== undefined) return this.#nothing(phrase`${use.source.slice(0, 80)} cannot be plotted.`);
    // Most functions are no activations: one is meant only where the cursor is on its name, or where an expression is selected.
    const found = view.lens.functionAt(start, end);
    const isMeant =
      found !== undefined &&
      (start !== end ||
        (active >= found.at.start && active <= found.at.end) ||
        wordAt(view.lens.text, active) === found.name);
    const drawn = isMeant ? this.#functions.plotOf(found, view, this.#say) : undefined;
    if (drawn !== undefined && 'function' in drawn) return { type: 'show', plot: drawn, as: 'follow' };
    return drawn === undefined
      ? this.#nothing(phrase`There is no activation under the cursor.`)
      : { type: 'nothing', reason: drawn.reason };
  }

  #nothing(reason: Phrase): ToPanel {
    return { type: 'nothing', reason: this.#say(reason) };
  }

  #notice(message: Phrase): ToPanel {
    return { type: 'notice', message: this.#say(message) };
  }

  /** The use is looked up again: what the panel knows may be older than the text. */
  #setParameter({ origin, parameter, value }: Page<'setParameter'>): PanelAnswer {
    const view = this.#views.viewOf(origin.uri);
    const use = view?.lens.activationAt(origin.range.start);
    const found = use === undefined ? view?.lens.functionAt(origin.range.start) : undefined;
    const target = use ? writingPlace(use, parameter) : found && ownWritingPlace(found, parameter);
    const newText = target && target.prefix + pythonLiteral(value, target.whole) + target.suffix;
    const edit =
      view === undefined || target === undefined || newText === undefined
        ? undefined
        : this.#edit(view, [{ range: target.range, newText }], phrase`${parameter} written.`);
    if (edit === undefined)
      return only(this.#notice(phrase`${parameter} is not written out there any more.`));
    return {
      ...nothingToSay,
      effects: [{ ...edit, shows: { uri: origin.uri, offset: origin.range.start } }],
    };
  }

  /** Undefined where a place lies in no document. */
  #edit(
    view: ServerView,
    edits: readonly { readonly range: OffsetRange; readonly newText: string }[],
    done: Phrase | ToPanel,
    refused: Phrase = phrase`The file cannot be edited.`,
  ): EditEffect | undefined {
    const placed = edits.flatMap(({ range, newText }) => {
      const place = view.locate(range);
      return place === undefined ? [] : [{ uri: place.document.uri, range: place.range, newText }];
    });
    if (placed.length < edits.length) return undefined;
    return {
      kind: 'edit',
      edits: placed,
      versions: view.documents.map(({ uri, version }) => ({ uri, version })),
      refactoring: false,
      done: ['type' in done ? done : this.#notice(done)],
      refused: [this.#notice(refused)],
    };
  }

  #sample({ request, key, x, parameters }: Page<'sample'>): ToPanel {
    const samples = this.#functions.sample(key, x, parameters);
    if (samples === undefined)
      return {
        type: 'noSamples',
        request,
        reason: this.#say(phrase`This function is not known any more.`),
      };
    const { y, dy, ddy, code } = samples;
    return {
      type: 'samples',
      request,
      y: y.map(sendable),
      dy: dy.map(sendable),
      ddy: ddy.map(sendable),
      ...(code === undefined ? {} : { code: code.map(sendable) }),
    };
  }

  #expression({ text }: Page<'expression'>): PanelAnswer {
    const drawn = this.#expressions.plotOf(text);
    if ('problem' in drawn) return only({ type: 'expression', problem: drawn.problem });
    return {
      ...nothingToSay,
      messages: [
        { type: 'expression', problem: '' },
        { type: 'show', plot: drawn, as: 'choose' },
      ],
    };
  }

  #copyCode({ text, target, parameters }: Page<'copyCode'>): PanelAnswer {
    const copied = this.#expressions.codeOf(text, target, parameters);
    if ('problem' in copied) return only({ type: 'notice', message: copied.problem });
    return { ...nothingToSay, effects: [{ kind: 'copy', text: copied.code }] };
  }

  #insert({ id }: Page<'insert'>, here: Here | undefined): PanelAnswer {
    if (here === undefined) return only(this.#notice(phrase`Open a Python file to insert an activation.`));
    const insertion = insertionOf(here.view, { start: here.start, end: here.end }, id);
    if ('template' in insertion) return only(this.#notice(insertion));
    const edit = this.#edit(here.view, insertion.edits, phrase`${insertion.written} inserted.`);
    if (edit === undefined)
      return only(this.#notice(phrase`Put the cursor where the activation is to stand.`));
    return { ...nothingToSay, effects: [edit] };
  }

  #model({ uri, range }: Origin): PanelAnswer {
    const view = this.#views.viewOf(uri);
    if (view === undefined) return nothingToSay;
    const { message, more } = this.#signal.show(view, range.start, false);
    return { messages: [message], effects: [], more };
  }

  #modelAt({ uri, range }: Origin): { readonly view: ServerView; readonly model: Model } | undefined {
    const view = this.#views.viewOf(uri);
    const traced = view?.lens
      .modelsNear(range.start)
      .find(({ place }) => view.lens.rangeOf(place)?.start === range.start);
    return view === undefined || traced === undefined
      ? undefined
      : { view, model: this.#signal.drawn(view.lens, traced).model };
  }

  #whatIf({ origin, request, answers }: Page<'whatIf'>): PanelAnswer {
    const found = this.#modelAt(origin);
    if (found === undefined) return nothingToSay;
    const { view, model } = found;
    const placeAt = (offset: number): string => {
      const place = view.locate({ start: offset, end: offset });
      return place === undefined ? '' : String(place.range.start.line + 1);
    };
    const sizes = this.#signal.sizesFor(model);
    return only(whatIfAnswer(view.lens, model, answersIn(answers), sizes, request, this.#say, placeAt));
  }

  #applyWhatIf({ origin, answers, as }: Page<'applyWhatIf'>): PanelAnswer {
    const found = this.#modelAt(origin);
    if (found === undefined) return only(this.#notice(phrase`The model does not stand there any more.`));
    const { view, model } = found;
    const changes = changesFrom(model, answersIn(answers));
    if (as === 'copy') return { ...nothingToSay, effects: [{ kind: 'copy', text: codeFor(model, changes) }] };
    const { edits } = view.lens.editsFor(model, changes);
    if (edits.length === 0) return only(this.#notice(phrase`Nothing was changed.`));
    const written = edits.map(({ newText, ...range }) => ({ range, newText }));
    const edit = this.#edit(view, written, { type: 'whatIfWritten' }, phrase`Nothing was changed.`);
    if (edit === undefined) return only(this.#notice(phrase`The file cannot be edited.`));
    // The tab shows what becomes of the lines: a second preview would ask again.
    return { ...nothingToSay, effects: [{ ...edit, refactoring: true }] };
  }
}

const only = (message: ToPanel): PanelAnswer => ({ messages: [message], effects: [], more: false });

const plotsOf = (view: ServerView): readonly Plot[] =>
  view.lens.activations().flatMap((use) => plotOfUse(use, view) ?? []);

/** Until every place that stands for a function is known to the core, its name does. */
function wordAt(text: string, offset: number): string {
  const isPart = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text.charAt(at));
  let [start, end] = [offset, offset];
  while (start > 0 && isPart(start - 1)) start -= 1;
  while (end < text.length && isPart(end)) end += 1;
  return text.slice(start, end);
}

/** What a new value replaces, and what stands around it. */
interface WritingPlace {
  readonly range: OffsetRange;
  readonly prefix: string;
  readonly suffix: string;
  /** A whole number is written without a fraction. */
  readonly whole: boolean;
}

/** The value that stands there, or the end of the call's arguments. */
function writingPlace(
  { parameterRanges, parameterInsertions }: ActivationUse,
  parameter: string,
): WritingPlace | undefined {
  const range = own(parameterRanges, parameter);
  if (range !== undefined) return { range, prefix: '', suffix: '', whole: false };
  const added = own(parameterInsertions, parameter);
  return (
    added && {
      range: { start: added.offset, end: added.offset },
      prefix: added.prefix,
      suffix: '',
      whole: false,
    }
  );
}

function ownWritingPlace({ parameters }: OwnFunctionUse, parameter: string): WritingPlace | undefined {
  const found = parameters.find(({ name }) => name === parameter);
  if (found?.written === undefined) return undefined;
  const { before, after, ...range } = found.written;
  return { range, prefix: before, suffix: after, whole: found.whole };
}
