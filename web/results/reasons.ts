/** Reasons of failure as people say them; the keys are those of results. */
const reasons: Readonly<Record<string, { readonly title: string; readonly help: string }>> = {
  rejected: { title: 'Queue full', help: 'No waiting place was free, so the request was turned away before any work.' },
  'rate-limited': { title: 'Rate limited', help: 'A limiter had no token left.' },
  refused: { title: 'Connection refused', help: 'The component was down when the call came.' },
  unavailable: { title: 'No healthy target', help: 'A balancer knew of no instance that was up.' },
  'circuit-open': { title: 'Circuit open', help: 'A circuit breaker refused the call without trying it.' },
  timeout: { title: 'Timed out', help: 'The caller stopped waiting; the work it asked for went on all the same.' },
  error: { title: 'Failed while working', help: 'The component did the work and then answered with an error.' },
  shed: {
    title: 'Shed',
    help: 'It was dropped from the queue without any work having been done: it was late, or a more urgent request took its place.',
  },
  abandoned: {
    title: 'Left the queue',
    help: 'It waited for its turn longer than the queue timeout, and left without any work having been done.',
  },
  'bulkhead-full': {
    title: 'Bulkhead full',
    help: 'The caller already had as many calls open as its bulkhead allows.',
  },
  throttled: {
    title: 'Throttled by the caller',
    help: 'The caller refused the call itself, because the callee had refused so many before.',
  },
  'deadline-exceeded': {
    title: 'Deadline passed',
    help: 'The time for the whole call, retries included, was over; a callee drops what comes after its deadline.',
  },
  canceled: { title: 'Canceled', help: 'Nobody waited for it any more, so it was taken back.' },
  conflict: {
    title: 'Already under way',
    help: 'Another try with the same idempotency key was still being worked on, so this one was refused; the caller may ask again later.',
  },
  blocked: {
    title: 'Blocked',
    help: 'A firewall took it for an attack: rightly, or a good request by mistake.',
  },
  crashed: { title: 'Lost in a crash', help: 'The component crashed while it held the request.' },
};

export function reasonTitle(reason: string): string {
  return Object.hasOwn(reasons, reason) ? (reasons[reason]?.title ?? reason) : reason;
}

export function reasonHelp(reason: string): string {
  return Object.hasOwn(reasons, reason) ? (reasons[reason]?.help ?? '') : '';
}
