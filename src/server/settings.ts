/** The editor's settings for each document: asked for, or told. */
import type { Connection } from 'vscode-languageserver';
import { SECTION, type RawSettings } from '../settings';
import { own } from '../core/own';
import { table, type Client } from './client';

export class Settings {
  readonly #asked = new Map<string, Promise<RawSettings>>();
  #told: unknown;

  constructor(
    private readonly connection: Connection,
    private readonly client: Client,
  ) {
    this.#told = client.settings;
  }

  of(uri: string): Promise<RawSettings> {
    if (!this.client.asksForSettings) return Promise.resolve(settingsIn(this.#told));
    const known = this.#asked.get(uri) ?? this.#ask(uri);
    this.#asked.set(uri, known);
    return known;
  }

  /** They changed; some editors say at once what they are now. */
  forget(told: unknown): void {
    this.#asked.clear();
    if (told !== undefined && told !== null) this.#told = told;
  }

  async #ask(uri: string): Promise<RawSettings> {
    const answer: unknown = await this.connection.workspace.getConfiguration({
      scopeUri: uri,
      section: SECTION,
    });
    // Who has no such settings answers with nothing: then holds what was told in the beginning.
    return settingsIn(answer ?? this.#told);
  }
}

/** With or without the section's name around them. */
function settingsIn(value: unknown): RawSettings {
  const all = table(value);
  const section = own(all, SECTION) ?? own(all, 'activation-lens');
  return section === undefined ? all : table(section);
}
