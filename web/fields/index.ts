export { FieldForm, FieldInput, type FieldPath, type FormContext } from './field-form.tsx';
export { LawField, problemWith } from './law-field.tsx';
