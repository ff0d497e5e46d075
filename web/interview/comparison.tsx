import styles from './rail.module.css';

/** One thing that was predicted and then measured. */
export interface Compared {
  readonly what: string;
  readonly predicted: string;
  readonly measured: string;
}

/** Predictions beside what came of them. */
export function Comparison({ rows }: { readonly rows: readonly Compared[] }) {
  return (
    <table className={styles['comparison']}>
      <thead>
        <tr>
          <td />
          <th scope="col">Predicted</th>
          <th scope="col">Measured</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, predicted, measured }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{predicted}</td>
            <td>{measured}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
