import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

type Variant = 'primary' | 'default' | 'quiet' | 'danger';
type Size = 'small' | 'medium';

interface Look {
  readonly variant?: Variant;
  readonly size?: Size;
  readonly ref?: Ref<HTMLButtonElement>;
}

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'>, Look {
  readonly children: ReactNode;
  /** A glyph before the text. */
  readonly icon?: ReactNode;
}

export function Button({ variant = 'default', size = 'medium', icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={classNames(styles['button'], styles[variant], styles[size])}>
      {icon}
      {children}
    </AriaButton>
  );
}

export interface IconButtonProps
  extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'>,
    Look {
  /** What it does: its accessible name and, unless `tip` says more, its tooltip. */
  readonly label: string;
  /** The tooltip, where it says more than the name: `Undo move 3 components`. */
  readonly tip?: string;
  /** Keys that do the same, shown in the tooltip. */
  readonly keys?: string;
  readonly children: ReactNode;
}

/** A button that shows a glyph only; its tooltip says what it does and by which keys. */
export function IconButton({
  label,
  tip,
  keys,
  variant = 'quiet',
  size = 'medium',
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={tip ?? label} {...(keys === undefined ? {} : { keys })}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={classNames(styles['button'], styles['icon'], styles[variant], styles[size])}
      >
        {children}
      </AriaButton>
    </Tooltip>
  );
}
