import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { Keys } from './keys.tsx';
import styles from './tooltip.module.css';

interface TooltipProps {
  readonly text: string;
  /** Keys that do the same. */
  readonly keys?: string;
  /** The control it belongs to: one that takes focus. */
  readonly children: ReactElement;
}

export function Tooltip({ text, keys, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className={styles['tooltip'] ?? ''} offset={6}>
        {text}
        {keys !== undefined && <Keys chord={keys} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
