/** The Signal tab: signal and gradient per layer of the models in a document, and what the page was told of them last. */
import type { Model } from '../../core/network/graph';
import { phrase, type Say } from '../../core/phrase';
import type { LensDocument, LensService, ReportedFinding } from '../../core/service';
import { proposalFor, type Proposal } from '../../core/signal/proposal';
import { usualArguments } from '../../core/signal/usual-arguments';
import { usualSizes, type Sizes } from '../../core/tensors';
import type { ToPanel } from '../../protocol';
import type { ServerView } from '../views';
import { originOf } from './plots';
import { signalList, type Drawn, type KeptSignals, type ProposalWithPlaces } from './signal-list';

const LONGEST = 10_000;
const LARGEST_ARGUMENT = 1_000_000;
const MOST_ARGUMENTS = 50;

/** What was sent last, so that a cursor that moves within it sends no more than where it is. */
interface Sent {
  readonly version: string;
  readonly names: string;
  readonly selected: number;
}

/** Of one version of one document. */
interface Known {
  readonly version: string;
  readonly proposals: Map<Model, ProposalWithPlaces | undefined>;
  readonly signals: KeptSignals;
}

export interface Shown {
  readonly message: ToPanel;
  /** What suggestions make of the model in view is not known yet. */
  readonly more: boolean;
}

export class SignalTab {
  #sent: Sent | undefined;
  #known: Known | undefined;
  /** Whose suggestions are to be traced when the figures as they are stand on the screen. */
  #asked: { readonly model: Model; readonly view: ServerView; readonly offset: number } | undefined;

  /** Lengths that somebody set, by the names that shapes give them. */
  readonly #lengths = new Map<string, number>();
  #sizes = new WeakMap<Model, Sizes>();
  /** Arguments that somebody set, by the names of their parameters. */
  readonly #arguments = new Map<string, number>();
  readonly #givenOf = new WeakMap<Model, ReadonlyMap<string, number>>();

  /** @param proposals one of its own: documents are opened in it as they would be with suggestions applied */
  constructor(
    private readonly proposals: LensService,
    private readonly say: Say,
  ) {}

  /** A page that loaded anew knows nothing. */
  forgetSent(): void {
    this.#sent = undefined;
  }

  forget(): void {
    this.#known = undefined;
    this.#asked = undefined;
  }

  /** What lengths that the code leaves open are taken to be: as somebody set them, else as is usual. */
  sizesFor(model: Model): Sizes {
    let sizes = this.#sizes.get(model);
    if (sizes === undefined)
      this.#sizes.set(model, (sizes = new Map([...usualSizes(model), ...this.#lengths])));
    return sizes;
  }

  /** The network as it is drawn: with arguments that the code gives nowhere, as somebody set them or as is usual. */
  drawn(lens: LensDocument, traced: Model): Drawn {
    const names = lens.openArguments(traced).slice(0, MOST_ARGUMENTS);
    const values = new Map([
      ...usualArguments(names),
      ...names.flatMap((name) => {
        const set = this.#arguments.get(name);
        return set === undefined ? [] : [[name, set] as const];
      }),
    ]);
    const model = lens.modelWith(traced, values);
    this.#givenOf.set(model, values);
    return {
      model,
      given: names
        .filter((name) => !name.includes('.') || values.has(name))
        .map((name) => ({ name: name.slice(0, 200), value: values.get(name) ?? null })),
    };
  }

  /** From now on lengths of these names, and arguments for parameters of these, are taken to be these. */
  setSizes(lengths: Readonly<Record<string, number>>, given: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(given))
      if (value <= LARGEST_ARGUMENT) this.#arguments.set(name, value);
    for (const [name, length] of Object.entries(lengths))
      if (length >= 1 && length <= LONGEST) this.#lengths.set(name, length);
    this.#sizes = new WeakMap();
    this.#known?.proposals.clear();
    this.#sent = undefined;
  }

  /** The models of a view, the one at the offset selected; `reveal` opens the tab. */
  show(view: ServerView, offset: number, reveal: boolean): Shown {
    const version = `${view.lens.uri}@${String(view.lens.version)}`;
    if (this.#known?.version !== version) this.#known = { version, proposals: new Map(), signals: new Map() };
    const { proposals: made, signals } = this.#known;
    let asked: Model | undefined;
    const list = signalList(
      view.lens,
      offset,
      (range) => originOf(range, view),
      (model) => {
        if (!made.has(model)) asked = model;
        return made.get(model);
      },
      signals,
      (model) => this.sizesFor(model),
      (model) => this.drawn(view.lens, model),
    );
    const { models, selected, cursor } = list;
    const now: Sent = { version, names: models.map(({ name }) => name).join(), selected };
    const sent = this.#sent;
    const isSame = sent?.version === version && sent.names === now.names && sent.selected === selected;
    this.#sent = now;
    this.#asked = asked && { model: asked, view, offset };
    const isMove = isSame && !reveal && asked === undefined;
    return {
      message: isMove ? { type: 'signalCursor', selected, cursor } : { type: 'signal', ...list, reveal },
      more: asked !== undefined,
    };
  }

  /** Traces what was asked for; nothing where it says nothing new. */
  async propose(
    findingsOf: (view: ServerView) => Promise<readonly ReportedFinding[]>,
  ): Promise<Shown | undefined> {
    const asked = this.#asked;
    const made = this.#known?.proposals;
    if (asked === undefined || made === undefined) return undefined;
    const { model, view, offset } = asked;
    const proposal = proposalFor(model, view.lens, await findingsOf(view), this.proposals, {
      sizes: this.sizesFor(model),
      given: this.#givenOf.get(model) ?? new Map(),
    });
    made.set(model, this.#placed(proposal, view));
    if (proposal === undefined || this.#known?.proposals !== made || this.#asked !== asked) return undefined;
    this.#sent = undefined;
    return this.show(view, offset, false);
  }

  /** A suggestion's title says what it does; that all of them change training is clear from what is drawn. */
  #placed(proposal: Proposal | undefined, view: ServerView): ProposalWithPlaces | undefined {
    const ending = this.say(phrase`(changes training)`);
    return (
      proposal && {
        ...proposal,
        fixes: proposal.fixes.map(({ title, rule, range }) => ({
          title: title.endsWith(ending) ? title.slice(0, -ending.length).trimEnd() : title,
          rule,
          origin: originOf(range, view),
        })),
      }
    );
  }
}
