/** The phone client: the door, the screen of the address, and the bar below. */

import { useState } from "react";
import { AccountScreen } from "./screens/AccountScreen";
import { FillScreen } from "./screens/FillScreen";
import { LoginScreen, SignInAgain } from "./screens/LoginScreen";
import { QueueScreen } from "./screens/QueueScreen";
import { ScoresScreen } from "./screens/ScoresScreen";
import { SentOneScreen } from "./screens/SentOneScreen";
import { SentScreen } from "./screens/SentScreen";
import { StartScreen } from "./screens/StartScreen";
import { TodayScreen } from "./screens/TodayScreen";
import { useLook } from "./look";
import { TabBar } from "./parts/TabBar";
import { address, useRoute } from "./route";
import { SignedProvider, useDoor } from "./session";
import { t, useLanguage } from "./words";

export function Phone() {
  const language = useLanguage();
  const door = useDoor();
  const look = useLook();
  const [asking, setAsking] = useState(false);
  if (door.signed === undefined) return <p className="soft middle" role="status">{t("phone.loading")}</p>;
  if (door.signed === null) return <LoginScreen door={door} look={look} />;
  const { expired, person } = door.signed;
  return (
    <SignedProvider signed={door.signed} key={`${person.public_id} ${language}`}>
      {expired ? (
        <div className="bar warning" role="alert">
          <span>{t("phone.login.expired")}</span>
          <button type="button" onClick={() => setAsking(true)}>
            {t("phone.login.again")}
          </button>
        </div>
      ) : null}
      <Screen />
      {asking && expired ? <SignInAgain door={door} close={() => setAsking(false)} /> : null}
    </SignedProvider>
  );
}

function Screen() {
  const [place = "", ...rest] = useRoute();
  const [first, second] = rest;
  if (place === "duty" && first && second) return <StartScreen form={first} unit={second} key={address(place, first, second)} />;
  if (place === "fill" && first) return <FillScreen draft={first} key={first} />;
  if (place === "sent" && first) return <SentOneScreen id={first} key={first} />;
  return (
    <>
      {place === "queue" ? <QueueScreen /> : place === "sent" ? <SentScreen /> : place === "scores" ? <ScoresScreen /> : place === "me" ? <AccountScreen /> : <TodayScreen />}
      <TabBar place={place} />
    </>
  );
}
