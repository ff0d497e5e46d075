/** What the validation suite builds its models from, tests build theirs from too. */
export * from '../../src/validation/blocks.ts';
