/** What a feature can add to accounts, in its `index.ts`. Nothing here names a feature. */
import type { ComponentType } from "react";

import { listFeatures } from "../web/features";

export interface LoginStepProps {
  /** Sends the login again with a code. It throws the refusal, for the form to show. */
  logIn: (code: string) => Promise<void>;
  /** Goes back to the form with the password. */
  cancel: () => void;
}

export interface SecuritySection {
  Section: ComponentType;
  /** Sections with a lower number come first. */
  order: number;
}

declare module "../web/features" {
  interface Feature {
    /** Ask for more than a password, by the `type` of the problem details of the refused login. */
    loginSteps?: Record<string, ComponentType<LoginStepProps>>;
    /** Another way to log in, below the form with the password. */
    LoginMethod?: ComponentType;
    /** Confirms who it is, on the page that asks for the password, if the person has none. */
    Confirmation?: ComponentType;
    /** Settings on the security page. The first section adds the page to the settings. */
    security?: SecuritySection;
  }
}

export function findLoginStep(type: string): ComponentType<LoginStepProps> | undefined {
  return listFeatures().find(({ loginSteps }) => loginSteps?.[type])?.loginSteps?.[type];
}

export function listLoginMethods(): ComponentType[] {
  return listFeatures().flatMap(({ LoginMethod }) => LoginMethod ?? []);
}

export function listConfirmations(): ComponentType[] {
  return listFeatures().flatMap(({ Confirmation }) => Confirmation ?? []);
}

export function listSecuritySections(): SecuritySection[] {
  return listFeatures().flatMap(({ security }) => security ?? []).sort((one, other) => one.order - other.order);
}
