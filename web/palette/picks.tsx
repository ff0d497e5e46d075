import { definitionOf, wiring } from '../../simulator/index.ts';
import { connectionKey, type Position, refusal } from '../../src/index.ts';
import { connectComponents, place, placeCalled } from '../editor/actions.ts';
import { commands } from '../editor/commands.ts';
import { readingOrder } from '../editor/order.ts';
import { connectionName, nameById, typeTitle } from '../editor/words.ts';
import { getDocument, getSelection, select } from '../state/document-store.ts';
import { busy } from '../state/idle.ts';
import { closeDialog } from '../state/shell.ts';
import { viewport } from '../state/viewport.ts';
import { Glyph, type MenuEntry, type MenuGroup, QuickPick } from '../ui/index.ts';
import { drawers } from './chip.ts';

/** A closing dialog gives the focus back to where it was; what shall have it instead gets it after that. */
export function afterDialog(run: () => void): void {
  const done = busy('focus');
  setTimeout(() => {
    requestAnimationFrame(() => {
      run();
      done();
    });
  });
}

function focusOn(id: string | undefined): void {
  if (id !== undefined) afterDialog(() => viewport()?.focus(id));
}

/** Why a new component of a type could not be called by `from`. */
function cannotCall(from: string | undefined, type: string): string | undefined {
  const caller = getDocument().components.find(({ id }) => id === from);
  const [callerType, calleeType] = [caller === undefined ? undefined : definitionOf(caller.type), definitionOf(type)];
  return callerType === undefined || calleeType === undefined ? undefined : wiring(callerType, calleeType);
}

/**
 * Choose a component to add. With `from` only what it may call is offered, and is connected; without, it is connected
 * to the one selected component where that may call it.
 */
export function AddPick({ from, at }: { readonly from?: string; readonly at?: Position }) {
  const { components } = getSelection();
  const selected = components.length === 1 ? components[0] : undefined;
  const add = (type: string): void => {
    const caller = from ?? (selected !== undefined && cannotCall(selected, type) === undefined ? selected : undefined);
    focusOn(caller === undefined ? place(type, at) : placeCalled(type, caller, at));
  };
  const groups: MenuGroup[] = drawers.map(({ title, chips }) => ({
    id: title,
    title,
    entries: chips
      .filter((chip) => chip.kind === 'component')
      .filter(({ name }) => from === undefined || cannotCall(from, name) === undefined)
      .map(({ name, title: label, icon, summary, alsoKnownAs }) => ({
        id: name,
        label,
        detail: summary,
        alsoFoundBy: alsoKnownAs.join(' '),
        icon: <Glyph name={icon} size={16} />,
        run: () => add(name),
      })),
  }));
  const title = from === undefined ? 'Add a component' : `Add a component that ${nameById(getDocument(), from)} calls`;
  return (
    <QuickPick
      title={title}
      placeholder={`${title}…`}
      groups={groups}
      nothing="No component is called so."
      onClose={closeDialog}
    />
  );
}

/** Choose what a component shall call; what it may not call is there with the reason. */
export function ConnectPick({ from }: { readonly from: string }) {
  const document = getDocument();
  const others = readingOrder(document).filter((id) => id !== from);
  const entry = (id: string): MenuEntry => {
    const component = document.components.find((candidate) => candidate.id === id);
    const reason = refusal(document, from, id);
    return {
      id,
      label: nameById(document, id),
      detail: reason ?? typeTitle(component?.type ?? ''),
      icon: <Glyph name={definitionOf(component?.type ?? '')?.icon ?? 'box'} size={16} />,
      run: () => {
        connectComponents(from, id);
        // The next connection is drawn from the same component.
        select({ components: [from] });
        focusOn(from);
      },
    };
  };
  const allowed = others.filter((id) => refusal(document, from, id) === undefined);
  const groups: MenuGroup[] = [
    { id: 'may', title: 'May be called', entries: allowed.map(entry) },
    { id: 'may-not', title: 'May not be called', entries: others.filter((id) => !allowed.includes(id)).map(entry) },
  ];
  const title = `Connect ${nameById(document, from)} to`;
  return (
    <QuickPick
      title={title}
      placeholder={`${title}…`}
      groups={groups}
      nothing="No component is called so."
      onClose={closeDialog}
    />
  );
}

/** Choose one of the connections of a component. */
export function ConnectionsPick({ of }: { readonly of: string }) {
  const document = getDocument();
  const entries = document.connections
    .filter(({ from, to }) => from === of || to === of)
    .map((connection) => ({
      id: connectionKey(connection),
      label: connectionName(document, connection),
      run: () => {
        select({ connections: [connectionKey(connection)] });
        afterDialog(() => viewport()?.focusCanvas());
      },
    }));
  const title = `Connections of ${nameById(document, of)}`;
  return (
    <QuickPick
      title={title}
      placeholder={`${title}…`}
      groups={[{ id: 'connections', entries }]}
      nothing="It has no connections. Close this and press C to draw one."
      onClose={closeDialog}
    />
  );
}

/** Every command, and every component by name. */
export function CommandPick() {
  const document = getDocument();
  const shown = commands.filter(({ keysOnly }) => keysOnly !== true);
  const titles = [...new Set(shown.map(({ group }) => group))];
  const groups: MenuGroup[] = titles.map((title) => ({
    id: title,
    title,
    entries: shown
      .filter(({ group }) => group === title)
      .map(({ id, title: label, keys, unavailable, run }) => {
        const reason = unavailable?.();
        return {
          id,
          label,
          disabled: reason !== undefined,
          run: () => afterDialog(run),
          ...(reason === undefined ? {} : { detail: reason }),
          ...(keys[0] === undefined ? {} : { keys: keys[0] }),
        };
      }),
  }));
  groups.push({
    id: 'components',
    title: 'Go to',
    entries: readingOrder(document).map((id) => ({
      id: `component-${id}`,
      label: nameById(document, id),
      run: () => {
        select({ components: [id] });
        focusOn(id);
      },
    })),
  });
  return (
    <QuickPick
      title="Commands"
      placeholder="What do you want to do?"
      groups={groups}
      nothing="No command is called so."
      onClose={closeDialog}
    />
  );
}
