import { useWords } from "../../../i18n/words";
import { type Letter, WORD } from "../logic/matrix";
import "./MatrixGrid.css";

/** What the signs of the matrix mean. */
export function MatrixKey() {
  const { t } = useWords();
  return (
    <ul className="matrixkey small">
      {(Object.keys(WORD) as Letter[]).map((letter) => (
        <li key={letter}>
          <span className={`matrixmark matrixmark-${WORD[letter]}`} aria-hidden>
            {t(`data.sign.${WORD[letter]}`)}
          </span>
          {t(`data.letter.${WORD[letter]}`)}
        </li>
      ))}
    </ul>
  );
}
