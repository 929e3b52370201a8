import { Component, type ReactNode } from 'react';

import { common, failure } from '@/texts';

import { Button } from './Button';
import { EmptyState } from './EmptyState';

type Props = {
  children: ReactNode;
  /** The message. */
  text?: string;
  /** Show only a reload button, where space is small. */
  small?: boolean;
};

/** Catches render errors, so that one island cannot break the page. Each island has one. */
export class ErrorBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    const { children, text = failure.crashed, small = false } = this.props;
    if (!this.state.broken) return children;
    if (small) return <Reload />;
    return (
      <div role="alert" data-not-loaded>
        <EmptyState icon="icon-[lucide--circle-alert]" title={failure.title} text={text}>
          <Reload />
        </EmptyState>
      </div>
    );
  }
}

function Reload() {
  return (
    <Button look="primary" onClick={() => location.reload()}>
      {common.reload}
    </Button>
  );
}
