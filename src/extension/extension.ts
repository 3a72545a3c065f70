export function activate(): void {
  // Features register here as they land.
}
