/** A duration [ms] as a clock shows it: `4:12`, `1:04:12`; what is overdrawn has a minus sign. */
export function clockText(duration: number): string {
  // What is left counts as begun, so that a full minute reads 1:00 until its first second is over.
  const seconds = Math.abs(Math.ceil(duration / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  const text = shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
  return duration <= -1000 ? `−${text}` : text;
}
