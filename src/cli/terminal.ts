/** What a command needs of the process that runs it. */
export interface Terminal {
  readonly out: (text: string) => void;
  /** Bytes as they are; without it they are printed as text. */
  readonly outBytes?: (bytes: Uint8Array) => void;
  readonly error: (line: string) => void;
  readonly colour: boolean;
  readonly version: string;
  /** All of standard input. */
  readonly input?: () => Promise<Uint8Array>;
}
