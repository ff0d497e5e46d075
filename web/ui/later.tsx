import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { loadEngine } from '../engine/index.ts';
import { busy } from '../state/idle.ts';

/** A part of the studio that is loaded when it is first shown, or before that while nothing else is to be done. */
export interface Later<Props> {
  (props: Props): ReactNode;
  /** Loads it when the browser is idle, so that showing it takes no time. */
  readonly prepare: () => void;
}

interface ShownProps<Props> {
  /** The component itself where it is here already, or one that awaits it. */
  readonly view: () => ComponentType<Props>;
  readonly pending: ReactNode;
  readonly props: Props;
}

function Shown<Props extends object>({ view, pending, props }: ShownProps<Props>): ReactNode {
  // Which of the two it is stays as it was when it appeared: another type would be another component, with its state lost.
  const [View] = useState(view);
  return (
    <Suspense fallback={pending}>
      <View {...props} />
    </Suspense>
  );
}

/** A component that the first sight of the studio does without. `name` is what the page is busy with while it is awaited. */
export function later<Props extends object>(
  name: string,
  load: () => Promise<ComponentType<Props>>,
  pending: ReactNode = null,
): Later<Props> {
  let loaded: ComponentType<Props> | undefined;
  const fetch = async (): Promise<ComponentType<Props>> => {
    // What comes later may ask the engine for anything.
    await loadEngine();
    loaded ??= await load();
    return loaded;
  };
  const awaited = lazy(async () => {
    const done = busy(name);
    try {
      return { default: await fetch() };
    } finally {
      done();
    }
  }) as unknown as ComponentType<Props>;
  const view = (): ComponentType<Props> => loaded ?? awaited;
  const prepare = (): void => {
    // What fails now is tried again, and said, when it is shown.
    requestIdleCallback(() => void fetch().catch(() => undefined));
  };
  return Object.assign((props: Props) => <Shown view={view} pending={pending} props={props} />, { prepare });
}
