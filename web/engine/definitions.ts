/**
 * Gives the definitions of the catalogue what they need to check, estimate and price a design. From source they have it
 * from the start. The built page begins with what the palette and the canvas need of them, without schemas and functions,
 * and there the build puts the loading of the whole in the place of this module: see `facesFirst` in `vite.config.ts`.
 */
export async function completeDefinitions(): Promise<void> {}
