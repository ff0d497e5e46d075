/** Which component or connection an element of the canvas belongs to. */
export function itemAt(element: Element): { readonly component?: string; readonly connection?: string } {
  const component = element.closest<HTMLElement>('[data-component]')?.dataset['component'];
  const edge = element.closest('.react-flow__edge')?.getAttribute('data-id');
  const connection = edge ?? element.closest<HTMLElement>('[data-connection]')?.dataset['connection'];
  return {
    ...(component === undefined ? {} : { component }),
    ...(connection === undefined ? {} : { connection }),
  };
}

/** Selects the drawn line of a connection. */
export function pathOf(connection: string): string {
  return `path[data-connection="${CSS.escape(connection)}"]`;
}
