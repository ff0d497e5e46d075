import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { Keys } from './keys.tsx';
import styles from './tooltip.module.css';

interface TooltipProps {
  readonly text: string;
  /** Keys that do the same. */
  readonly keys?: string;
  readonly placement?: 'top' | 'right' | 'bottom';
  /** The control it belongs to: one that takes focus. */
  readonly children: ReactElement;
}

export function Tooltip({ text, keys, placement = 'top', children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className={styles['tooltip'] ?? ''} offset={6} placement={placement}>
        {text}
        {keys !== undefined && <Keys chord={keys} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
