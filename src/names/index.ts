/** Names that people mistype, and lists of names in sentences. */
export { didYouMean, listed, nearest } from './nearest.ts';
