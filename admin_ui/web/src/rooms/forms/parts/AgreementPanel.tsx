import { Input } from "antd";
import { useState } from "react";
import { useHome } from "../../../api/queries";
import { daysBefore } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";
import { Loading } from "../../../parts/Loading";
import { Panel } from "../../../parts/Panel";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useAgreement } from "../queries";
import type { Rate } from "../shapes";

/** How often people agree with the checks, on the random sample alone, with the interval that so few looks allow. */
export function AgreementPanel({ form }: { form: string | undefined }) {
  const { t } = useWords();
  const today = useHome().data?.day ?? new Date().toLocaleDateString("sv");
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const span = { from: from ?? daysBefore(to ?? today, 29), to: to ?? daysBefore(today, -1) };
  const { data, error } = useAgreement(span.from, span.to, form);
  const said = ({ n, share, low, high }: Rate) => (n && share !== null && low !== null && high !== null ? t("forms.agreement.share", { share: percent(share), low: percent(low), high: percent(high), n }) : t("forms.agreement.noSample"));
  return (
    <Panel
      title={t("forms.agreement.title")}
      side={
        <span className="agreementpanel-days">
          <Input type="date" aria-label={t("forms.filter.from")} value={span.from} onChange={({ target }) => setFrom(target.value || null)} />
          <Input type="date" aria-label={t("forms.filter.to")} value={span.to} onChange={({ target }) => setTo(target.value || null)} />
        </span>
      }
    >
      {error ? <ProblemNotice problem={error} /> : null}
      {!data && !error ? <Loading lines={2} /> : null}
      {data ? (
        <>
          <p className="agreementpanel-share">{said(data)}</p>
          <p className="soft">{t("forms.agreement.lead")}</p>
          <ul className="agreementpanel-rest">
            {data.confirmed.pass.n ? <li>{t("forms.agreement.pass", { n: data.confirmed.pass.n, agreed: data.confirmed.pass.agreed })}</li> : null}
            {data.confirmed.fail.n ? <li>{t("forms.agreement.fail", { n: data.confirmed.fail.n, agreed: data.confirmed.fail.agreed })}</li> : null}
            <li>{t("forms.agreement.appeals", { n: data.appeals.n, reversed: data.appeals.reversed })}</li>
            <li>{t("forms.agreement.uncertain", { n: data.uncertain.n, passed: data.uncertain.passed })}</li>
            <li>{t("forms.agreement.broken", { n: data.broken.n })}</li>
          </ul>
          {data.checks.length ? (
            <DataTable
              stacks
              label={t("forms.agreement.title")}
              rows={data.checks}
              keyOf={(one) => `${one.form} ${one.check} ${one.model}`}
              columns={[
                { title: t("forms.filter.form"), cell: (one) => one.form },
                { title: t("forms.verdict.check"), cell: (one) => one.check },
                { title: t("forms.verdict.model"), cell: (one) => one.model },
                { title: t("forms.agreement.column"), cell: (one) => said(one) },
              ]}
            />
          ) : null}
        </>
      ) : null}
    </Panel>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
