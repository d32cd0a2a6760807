import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { headersFor } from "../api/call";
import type { Shape } from "../api/client";
import { Problem } from "../api/problem";
import { useWords } from "../i18n/words";
import { ProblemNotice } from "./ProblemNotice";

/** Rows as they were read, their numbers in the file, and why some were refused. */
export type Refused = Shape<"RefusedWish">;

/** Takes the refused rows away as a workbook, to be put right and sent again. */
export function RefusedRows({ given }: { given: () => Refused }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const take = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const headers = { ...headersFor("POST"), "Content-Type": "application/json" };
      const answer = await fetch("/api/v1/tables/refused", { method: "POST", headers, body: JSON.stringify(given()), credentials: "same-origin" });
      if (!answer.ok) throw await Problem.of(answer);
      const address = URL.createObjectURL(await answer.blob());
      const link = document.createElement("a");
      link.href = address;
      link.download = "refused-rows.xlsx";
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <>
      <Button size="small" icon={<DownloadOutlined aria-hidden />} loading={busy} onClick={() => void take()}>
        {t("builder.table.refusedRows")}
      </Button>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </>
  );
}
