import { defaultPrices } from '../../simulator/index.ts';
import { readPrices } from '../../src/index.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument } from '../state/document-store.ts';
import { saveFile } from '../state/save-file.ts';
import { chooseFile, readChosen, reportFile } from './files.ts';

/** What the bill is made from: the list that comes with the product, or one of the user's own, kept in the design. */

/** Lets the user choose a price list; one that cannot be read is explained, and the bill stays as it is. */
export function choosePrices(): void {
  chooseFile((file) => void readChosen(file, usePrices));
}

function usePrices(name: string, text: string): void {
  const { prices, findings } = readPrices(text);
  if (prices === undefined) {
    reportFile(name, findings);
    return;
  }
  const done = edit(`Use the prices of ${name}`, (document) => ({ ...document, prices }));
  if (done) announce(`Prices: ${prices.name}, ${prices.region}, ${prices.date}. Run again for the bill.`);
}

export function resetPrices(): void {
  const done = edit('Use the default prices', ({ prices: _, ...document }) => document);
  if (done) announce(`Prices: ${defaultPrices.name}. Run again for the bill.`);
}

/** Saves the list in use, as a file to start one's own from. */
export function downloadPrices(): void {
  const list = getDocument().prices ?? defaultPrices;
  saveFile('prices.json', `${JSON.stringify(list, null, 2)}\n`);
}
