export const mostBytes: number;
export function npmManifest(): Readonly<Record<string, unknown>>;
export function packNpm(folder: string, target: string): Promise<string>;
export function packWheel(folder: string, target: string): string;
