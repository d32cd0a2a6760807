import { Button, Modal } from "antd";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { grouped } from "./decimal";
import { type Cell, type Sheet, TOTAL } from "./sheet";
import type { Clash } from "./usePlan";

/** Cells that two people have typed into at once: one side is kept, the other was shown. */
export function ClashDialog({ clash, sheet, onDone }: { clash: Clash; sheet: Sheet; onDone: (keep: Cell[]) => void }) {
  const { t, words } = useWords();
  const text = (amount: string | null | undefined) => (amount ? grouped(amount) : "—");
  return (
    <Modal
      open
      width={640}
      closable={false}
      title={t("builder.target_plan.clash")}
      footer={[
        <Button key="theirs" onClick={() => onDone([])}>
          {t("builder.target_plan.theirs")}
        </Button>,
        <Button key="mine" type="primary" onClick={() => onDone(clash.mine)}>
          {t("builder.target_plan.mine")}
        </Button>,
      ]}
    >
      <p>{t("builder.target_plan.clashLead", { count: clash.mine.length })}</p>
      <DataTable
        label={t("builder.target_plan.clash")}
        rows={clash.mine.map((cell, place) => ({ ...cell, other: clash.theirs[place]?.amount ?? null }))}
        keyOf={(row) => `${row.unit} ${row.column}`}
        columns={[
          { title: t("builder.target_plan.unit"), cell: (row) => words(sheet.byCode.get(row.unit)?.title ?? row.unit) },
          { title: t("builder.target_plan.month"), cell: (row) => (row.column === TOTAL ? t("builder.target_plan.total") : row.column) },
          { title: t("builder.target_plan.mine"), number: true, cell: (row) => text(row.amount) },
          { title: t("builder.target_plan.theirs"), number: true, cell: (row) => text(row.other) },
        ]}
      />
    </Modal>
  );
}
