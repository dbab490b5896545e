"""Made by `make statements`; not to be changed by hand."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

class Statements:
    def rows(self, name: str, /, **parameters: Any) -> list[Any]: ...
    def row(self, name: str, /, **parameters: Any) -> Any: ...
    def value(self, name: str, /, **parameters: Any) -> Any: ...
    def count(self, name: str, /, **parameters: Any) -> int: ...
    def many(self, name: str, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def insert_act(self, *, now: float, who: str, verb: str, about: str, because: str, origin: str) -> Any: ...
    def insert_act_deed(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def acts(self, *, since: float) -> list[ActsRow]: ...
    def acts_on_item(self, *, item_id: int) -> list[ActsOnItemRow]: ...
    def drop_old_acts(self, *, before: float) -> int: ...
    def drop_old_act_deeds(self) -> int: ...
    def raising(self, *, item_id: int) -> RaisingRow | None: ...
    def ask_raising(self, *, item_id: int, now: float, who: str, because: str) -> int: ...
    def raised_by_rule(self, *, item_id: int, now: float) -> int: ...
    def approve_raising(self, *, now: float, who: str, item_id: int) -> int: ...
    def drop_raising(self, *, item_id: int) -> int: ...
    def acts_alone(self, *, since: float) -> list[ActsAloneRow]: ...
    def acts_lately(self, *, since: float, who: str, verb: str) -> Any: ...
    def goes_out(self, *, now: float, post_id: int) -> int: ...
    def archive(self, *, mode: str, words: str, limit: int, skip: int) -> list[ArchiveRow]: ...
    def archived(self, *, mode: str, id: int) -> ArchivedRow | None: ...
    def notices(self) -> list[NoticesRow]: ...
    def notice(self, *, version: str) -> NoticeRow | None: ...
    def keep_notice(self, *, version: str, url: str, sha256: str, text: str, now: float) -> int: ...
    def agreed_to_older(self, *, version: str) -> AgreedToOlderRow | None: ...
    def welcome_by(self, *, post_id: int, ids: str) -> int: ...
    def quiet_subscribers(self, *, mode: str, before: float) -> list[QuietSubscribersRow]: ...
    def exported(self, *, mode: str) -> list[ExportedRow]: ...
    def messages_to(self, *, recipient: int) -> list[MessagesToRow]: ...
    def consent_count(self) -> Any: ...
    def encrypted(self, *, after: float, mode: str, limit: int) -> list[EncryptedRow]: ...
    def closed_identities(self, *, mode: str, limit: int) -> list[ClosedIdentitiesRow]: ...
    def newest_proof_key(self, *, mode: str) -> Any: ...
    def encrypt_anew(self, *, phone: bytes | None, user_id: bytes | None, id: int, old_phone: bytes, old_user_id: bytes) -> int: ...
    def restored_feeds(self) -> int: ...
    def consents_by_hour(self, *, since: float) -> list[ConsentsByHourRow]: ...
    def choices_made(self, *, now: float) -> list[ChoicesMadeRow]: ...
    def misjudged_posts(self, *, now: float) -> list[MisjudgedPostsRow]: ...
    def forget_misjudged(self, *, now: float) -> int: ...
    def mend_items(self, *, now: float) -> int: ...
    def mend_feeds(self, *, now: float) -> int: ...
    def mend_page_links(self, *, now: float) -> int: ...
    def revive_posts(self, *, now: float) -> list[RevivePostsRow]: ...
    def mend_posts(self, *, now: float) -> int: ...
    def mend_pending(self, *, now: float) -> int: ...
    def mend_doubt(self, *, now: float) -> int: ...
    def open_expired(self, *, now: float, posts: str) -> int: ...
    def mend_welcomes(self, *, posts: str) -> int: ...
    def mend_senders(self, *, now: float) -> int: ...
    def mend_reached(self, *, now: float, limit: int) -> int: ...
    def mend_subscribers(self, *, now: float) -> int: ...
    def mend_told(self, *, now: float) -> int: ...
    def mend_answered(self, *, now: float) -> int: ...
    def mend_templates(self, *, now: float) -> int: ...
    def mend_account_news(self, *, now: float) -> int: ...
    def mend_alerts(self, *, now: float) -> int: ...
    def mend_uptime(self, *, now: float) -> int: ...
    def forget_uptime(self, *, now: float) -> int: ...
    def dated_settings(self) -> list[DatedSettingsRow]: ...
    def colours(self, *, feed: str, oldest_day: str) -> list[ColoursRow]: ...
    def save_colour(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def forget_colours(self, *, feed: str, oldest_day: str) -> int: ...
    def keep_colour(self, *, hazard: str, level: int | None, valid_from: float | None, valid_until: float | None, id: int) -> int: ...
    def item_follows(self, *, follows: int | None, id: int) -> int: ...
    def told_before(self, *, id: int) -> list[ToldBeforeRow]: ...
    def warnings(self, *, since: float, composed_since: float, mode: str) -> list[WarningsRow]: ...
    def insert_composed(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def composed_steps(self, *, item_id: int) -> list[ComposedStepsRow]: ...
    def composed_since(self, *, since: float) -> list[ComposedSinceRow]: ...
    def open_publishing(self, *, item_id: int) -> list[OpenPublishingRow]: ...
    def next_post(self, *, channel: str, rank: int, mode: str, now: float, but: str) -> NextPostRow | None: ...
    def claim_deliveries(self, *, now: float, to_paths: int, second: int, passes: str, a_week: int, week: float, full: int, reached_since: float, post_id: int, mode: str, holder: str, epoch: int, limit: int, room_at: float, leap: float) -> list[ClaimDeliveriesRow]: ...
    def reached(self, *, now: float, ids: str) -> int: ...
    def not_reached(self, *, ids: str, since: float) -> Any: ...
    def reached_count(self, *, since: float) -> Any: ...
    def reached_at(self, *, since: float, skip: int) -> Any: ...
    def wait_for_room(self, *, room_at: float, post_id: int, now: float, reached_since: float, limit: int) -> int: ...
    def active_count(self, *, mode: str) -> Any: ...
    def heard(self, *, ids: str) -> int: ...
    def subscribed_count(self) -> Any: ...
    def addresses(self, *, ids: str) -> list[AddressesRow]: ...
    def next_due(self, *, channel: str, mode: str, now: float, lanes: str) -> Any: ...
    def tries(self, *, id: int) -> TriesRow | None: ...
    def reopen_refused(self, *, now: float, post_id: int, reason: str) -> int: ...
    def post_results(self, *, post_id: int) -> PostResultsRow | None: ...
    def claimed(self, *, channel: str) -> list[ClaimedRow]: ...
    def unclaim(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def suspend_subscriber(self, *, now: float, id: int) -> int: ...
    def suspend_unheard(self, *, now: float, times: int, since: float, id: int) -> int: ...
    def no_marketing(self, *, now: float, id: int) -> int: ...
    def deliveries_for_settling(self, *, ids: str) -> list[DeliveriesForSettlingRow]: ...
    def keep_receipts(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def kept_receipts(self) -> list[KeptReceiptsRow]: ...
    def drop_receipts(self, *, ids: str) -> int: ...
    def no_silence_counts(self, *, now: float) -> int: ...
    def drop_old_receipts(self, *, before: float) -> int: ...
    def uncertain(self, *, channel: str, since: float, limit: int) -> list[UncertainRow]: ...
    def emergency_in_doubt(self, *, since: float, channel: str, now: float) -> EmergencyInDoubtRow | None: ...
    def staff_number(self, *, mode: str) -> StaffNumberRow | None: ...
    def post_was_held(self, *, post_id: int, since: float) -> PostWasHeldRow | None: ...
    def settle_absent(self, *, now: float, id: int, attempt: int) -> int: ...
    def newest_attempt(self, *, id: int, attempt: int) -> NewestAttemptRow | None: ...
    def known_of_another(self, *, remote_id: str, id: int) -> KnownOfAnotherRow | None: ...
    def settle_again(self, *, now: float, reason: str, facts: str, id: int, attempt: int) -> int: ...
    def failed_pages(self, *, channel: str, since: float) -> list[FailedPagesRow]: ...
    def refused_edits(self, *, channel: str, since: float, now: float) -> list[RefusedEditsRow]: ...
    def edits_to_try_again(self, *, channel: str, since: float, now: float, mode: str) -> list[EditsToTryAgainRow]: ...
    def uncertain_count(self, *, since: float) -> Any: ...
    def open_channels(self, *, channels: str, now: float, since: float) -> list[OpenChannelsRow]: ...
    def subscriber_counts(self) -> list[SubscriberCountsRow]: ...
    def remaining(self) -> Any: ...
    def uncertain_of_post(self, *, post_id: int) -> list[UncertainOfPostRow]: ...
    def tray(self, *, channel: str) -> list[TrayRow]: ...
    def in_tray(self, *, id: int) -> InTrayRow | None: ...
    def ticked(self, *, channel: str, after: float, since: float) -> list[TickedRow]: ...
    def untick(self, *, id: int, since: float) -> Any: ...
    def tally_unticked(self, *, id: int) -> int: ...
    def failed_of_post(self, *, post_id: int) -> list[FailedOfPostRow]: ...
    def expected(self, *, now: float, channel: str, mode: str, most: int) -> Any: ...
    def may_leave(self, *, posts: str, now: float, holder: str, epoch: int) -> list[MayLeaveRow]: ...
    def answer_attempts(self, *, now: float, attempts: str) -> int: ...
    def answer_sent(self, *, attempts: str) -> int: ...
    def answer_other(self, *, spends: int, waits: int, due_at: float | None, id: int, reason: str, facts: str, state: str, attempt: int) -> AnswerOtherRow | None: ...
    def attempts_by_message(self, *, ids: str) -> list[AttemptsByMessageRow]: ...
    def note_receipts(self, *, now: float, attempts: str) -> list[NoteReceiptsRow]: ...
    def receipts_prove(self, *, attempts: str) -> list[ReceiptsProveRow]: ...
    def accepted(self, *, id: int) -> AcceptedRow | None: ...
    def attempt_outcome(self, *, id: int, attempt: int) -> AttemptOutcomeRow | None: ...
    def receipt_fails(self, *, state: str, reason: str, facts: str, due_at: float | None, spends: int, waits: int, id: int, attempt: int) -> int: ...
    def settle_never(self, *, id: int, attempt: int) -> int: ...
    def settle_by_hand(self, *, state: str, reason: str, facts: str, now: float, id: int, attempt: int) -> int: ...
    def uncertain_of_item(self, *, item_id: int, channel: str) -> list[UncertainOfItemRow]: ...
    def correct_late(self, *, now: float, ids: str) -> list[CorrectLateRow]: ...
    def corrected(self, *, posts: str) -> list[CorrectedRow]: ...
    def skip_abandoned(self, *, reason: str, channel: str, since: float, limit: int) -> list[SkipAbandonedRow]: ...
    def skip_ended(self, *, reason: str, channel: str, since: float, limit: int) -> list[SkipEndedRow]: ...
    def leave_to_newer(self, *, id: int) -> int: ...
    def leave_tray(self, *, reason: str, item_id: int, channel: str) -> int: ...
    def yield_to_newer(self, *, above: int, to: int, item_id: int, channel: str, kind: str, revision: int) -> list[YieldToNewerRow]: ...
    def has_leftovers(self, *, channel: str, since: float) -> Any: ...
    def late_leftovers(self, *, channel: str, since: float, limit: int) -> list[LateLeftoversRow]: ...
    def rest_again(self, *, now: float, post_id: int) -> int: ...
    def release_to_subscribers(self, *, post_id: int, mode: str, now: float, above: int, to: int, channel: str, exercise: str, kind: str, item_id: int, revision: int, phase: str, since: float) -> int: ...
    def release_to_canaries(self, *, post_id: int, mode: str, now: float, last: int, kind: str, channel: str) -> int: ...
    def release_to_page(self, *, post_id: int, mode: str, now: float, exercise: str, kind: str, item_id: int, channel: str, revision: int) -> int: ...
    def insert_delivery(self, *, post_id: int, recipient: int, mode: str, now: float) -> int: ...
    def shared_by_hand(self, *, item_id: int, channel: str) -> SharedByHandRow | None: ...
    def write_to(self, *, post_id: int, mode: str, now: float, ids: str) -> int: ...
    def digest_items(self, *, channel: str, mode: str, start: float, end: float) -> list[DigestItemsRow]: ...
    def insert_digest_item(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def items_of_digest(self, *, post_id: int) -> list[ItemsOfDigestRow]: ...
    def digest_shares(self, *, post_id: int, now: float, channel: str) -> list[DigestSharesRow]: ...
    def digest_readers(self, *, mode: str, post_id: int, channel: str) -> Any: ...
    def name_version(self, *, version: str, ids: str) -> int: ...
    def give_language(self, *, language: str, post_id: int, now: float) -> int: ...
    def language_of(self, *, id: int) -> Any: ...
    def drop_language(self, *, post_id: int, language: str, id: int) -> int: ...
    def drop_translation(self, *, post_id: int, name: str) -> int: ...
    def drop_translations(self, *, post_id: int) -> int: ...
    def insert_version(self, *, post_id: int, name: str, content: str) -> int: ...
    def versions(self, *, post_id: int) -> list[VersionsRow]: ...
    def save_price(self, *, category: str, millionths: int) -> int: ...
    def price(self, *, category: str) -> Any: ...
    def charge_deliveries(self, *, costs: str) -> list[ChargeDeliveriesRow]: ...
    def charge_post(self, *, millionths: int, now: float, id: int) -> int: ...
    def audience(self, *, mode: str, category: str, lane: str, audience: str, topics: str, zones: str) -> Any: ...
    def drill_audience(self, *, mode: str, exercise: str) -> Any: ...
    def commit_money(self, *, estimate: int, now: float, id: int) -> int: ...
    def money_set_apart(self, *, item_id: int, channel: str, kind: str) -> MoneySetApartRow | None: ...
    def charge_month(self, *, now: float, millionths: int) -> int: ...
    def month_spent(self, *, since: float) -> Any: ...
    def outstanding(self, *, since: float, settled: float, now: float) -> Any: ...
    def free_messages(self, *, since: float) -> Any: ...
    def put_off_count(self, *, since: float) -> Any: ...
    def past_items(self, *, feed: str) -> list[PastItemsRow]: ...
    def holds_messages(self) -> HoldsMessagesRow | None: ...
    def drop_oldest_ids(self, *, above: int, to: int) -> int: ...
    def last_delivery(self) -> Any: ...
    def plain_ids(self, *, above: int, limit: int) -> list[PlainIdsRow]: ...
    def hide_ids(self, *, attempts: str) -> int: ...
    def plain_receipts(self, *, limit: int) -> list[PlainReceiptsRow]: ...
    def hide_receipts(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def plain_replies(self, *, above: int, limit: int) -> list[PlainRepliesRow]: ...
    def hide_reply_to(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def page_deliveries(self, *, ids: str) -> list[PageDeliveriesRow]: ...
    def give_path(self, *, subscriber: int, channel: str, address: bytes, lookup: bytes, given_by: str, now: float, confirmed_at: float | None, code_hash: bytes | None) -> int: ...
    def paths_of(self, *, subscriber: int) -> list[PathsOfRow]: ...
    def confirm_path(self, *, now: float, subscriber: int, code_hash: bytes | None, since: float, most: int) -> list[ConfirmPathRow]: ...
    def count_path_try(self, *, subscriber: int) -> int: ...
    def drop_path(self, *, subscriber: int, channel: str) -> int: ...
    def drop_lost_paths(self, *, before: float) -> int: ...
    def path_addresses(self, *, channel: str, ids: str) -> list[PathAddressesRow]: ...
    def code_addresses(self, *, channel: str, ids: str) -> list[CodeAddressesRow]: ...
    def encrypted_paths(self, *, after: float, limit: int) -> list[EncryptedPathsRow]: ...
    def encrypt_path_anew(self, *, address: bytes, id: int, old_address: bytes) -> int: ...
    def alerts_to_chase(self, *, channel: str, since: float, mode: str, now: float) -> list[AlertsToChaseRow]: ...
    def unreached_by(self, *, post_id: int, channel: str, before: float, earlier: str, ended: int, alerted: float, limit: int) -> list[UnreachedByRow]: ...
    def open_chase(self, *, item_id: int, channel: str) -> OpenChaseRow | None: ...
    def chase_them(self, *, post_id: int, mode: str, now: float, original: int, ids: str) -> int: ...
    def insert_person(self, *, name: str, name_key: str, role: str, handle: str, now: float) -> Any: ...
    def person(self, *, id: int) -> PersonRow | None: ...
    def person_called(self, *, name_key: str) -> PersonCalledRow | None: ...
    def people(self) -> list[PeopleRow]: ...
    def set_person_role(self, *, role: str, id: int) -> int: ...
    def set_person_state(self, *, state: str, id: int) -> int: ...
    def set_person_password(self, *, password: str, id: int) -> int: ...
    def set_person_totp(self, *, totp: bytes | None, id: int) -> int: ...
    def use_totp_step(self, *, totp_step: int, id: int) -> int: ...
    def person_seen(self, *, now: float, id: int) -> int: ...
    def encrypted_totps(self) -> list[EncryptedTotpsRow]: ...
    def encrypt_totp_anew(self, *, totp: bytes | None, id: int, old_totp: bytes) -> int: ...
    def insert_passkey(self, *, credential: str, person: int, public_key: bytes, sign_count: int, now: float) -> int: ...
    def passkey(self, *, credential: str) -> PasskeyRow | None: ...
    def passkeys_of(self, *, person: int) -> list[PasskeysOfRow]: ...
    def passkey_used(self, *, sign_count: int, now: float, credential: str) -> int: ...
    def drop_passkey(self, *, credential: str, person: int) -> int: ...
    def drop_passkeys(self, *, person: int) -> int: ...
    def insert_recovery(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def use_recovery(self, *, hash: str, person: int) -> int: ...
    def recovery_left(self, *, person: int) -> Any: ...
    def drop_recovery(self, *, person: int) -> int: ...
    def insert_invitation(self, *, hash: str, person: int, end: float) -> int: ...
    def invitation(self, *, hash: str, now: float) -> InvitationRow | None: ...
    def drop_invitations(self, *, person: int) -> int: ...
    def insert_session(self, *, hash: str, person: int, method: str, now: float) -> int: ...
    def session(self, *, hash: str) -> SessionRow | None: ...
    def session_seen(self, *, now: float, hash: str) -> int: ...
    def drop_session(self, *, hash: str) -> int: ...
    def drop_sessions(self, *, person: int, hash: str) -> int: ...
    def drop_old_sessions(self, *, before: float, start: float) -> int: ...
    def spend(self, *, name: str, end: float) -> int: ...
    def drop_spent(self, *, now: float) -> int: ...
    def drop_old_invitations(self, *, now: float) -> int: ...
    def failed_sign_in(self, *, name: str) -> FailedSignInRow | None: ...
    def count_failed_sign_in(self, *, name: str, now: float) -> int: ...
    def uncount_failed_sign_in(self, *, name: str) -> int: ...
    def forget_failed_sign_in(self, *, name: str) -> int: ...
    def drop_old_failed_sign_ins(self, *, before: float) -> int: ...
    def insert_rights_change(self, *, now: float, asked_by: str, change: str, name: str, role: str) -> Any: ...
    def rights_changes(self) -> list[RightsChangesRow]: ...
    def take_rights_change(self, *, id: int) -> TakeRightsChangeRow | None: ...
    def insert_post(self, *, item_id: int, channel: str, kind: str, revision: int, lane: str, rank: int, mode: str, category: str, template: str, audience: str, topics: str, zones: str, zones_by: str, content: str, state: str, reason: str, facts: str, now: float, due_at: float | None, not_after: float, headline: str, reply_to: bytes | None, alert: str, corrects: str) -> Any: ...
    def desk_item(self, *, alias: str) -> Any: ...
    def insert_desk_item(self, *, title: str, text: str, lane: str, phase: str, exercise: str, now: float) -> Any: ...
    def supersede_posts(self, *, now: float, item_id: int, channel: str, kind: str, revision: int) -> int: ...
    def post(self, *, id: int) -> PostRow | None: ...
    def cancel_post(self, *, reason: str, facts: str, now: float, id: int) -> int: ...
    def cancel_unreleased(self, *, reason: str, facts: str, now: float, item_id: int) -> list[CancelUnreleasedRow]: ...
    def pause_post(self, *, reason: str, facts: str, id: int) -> int: ...
    def approve_post(self, *, content: str, category: str, template: str, now: float, not_after: float, id: int, was: str, why: str, old: str) -> int: ...
    def raise_posts(self, *, item_id: int) -> int: ...
    def calm_posts(self, *, item_id: int) -> int: ...
    def count_answers(self, *, answered: int, rejected: int, id: int) -> int: ...
    def pause_rejected(self, *, id: int) -> int: ...
    def set_content(self, *, content: str, template: str, category: str, id: int, old: str) -> int: ...
    def drop_media(self, *, id: int) -> int: ...
    def held_posts(self) -> list[HeldPostsRow]: ...
    def expire_posts(self, *, now: float, channel: str) -> list[ExpirePostsRow]: ...
    def drop_other_modes(self, *, mode: str, now: float, channel: str) -> list[DropOtherModesRow]: ...
    def next_release(self, *, channel: str, mode: str, lanes: str, now: float) -> NextReleaseRow | None: ...
    def next_release_due(self, *, now: float, channel: str, mode: str, lanes: str) -> Any: ...
    def begin_release(self, *, now: float, broadcast: int, id: int) -> BeginReleaseRow | None: ...
    def next_active(self, *, above: int, to: int, mode: str, limit: int) -> list[NextActiveRow]: ...
    def set_wave(self, *, wave: str, until: float, reason: str, facts: str, id: int) -> int: ...
    def posts_in_wave(self, *, channel: str) -> list[PostsInWaveRow]: ...
    def wave_results(self, *, post_id: int) -> WaveResultsRow | None: ...
    def published_posts(self, *, item_id: int, channel: str) -> list[PublishedPostsRow]: ...
    def have_it(self, *, item_id: int, channel: str) -> Any: ...
    def to_be_reminded(self, *, item_id: int, channel: str) -> Any: ...
    def take_back_again(self, *, now: float, not_after: float, item_id: int, channel: str, revision: int, kind: str) -> Any: ...
    def unreached_posts(self, *, now: float, item_id: int, channel: str) -> list[UnreachedPostsRow]: ...
    def names_left(self, *, item_id: int) -> Any: ...
    def untold_correction(self, *, item_id: int, channel: str) -> UntoldCorrectionRow | None: ...
    def resend_post(self, *, now: float, not_after: float, id: int) -> Any: ...
    def open_unreached(self, *, now: float, post_id: int) -> int: ...
    def open_edit(self, *, now: float, not_after: float, id: int) -> int: ...
    def open_edit_delivery(self, *, now: float, post_id: int) -> int: ...
    def newest_content(self, *, item_id: int, channel: str, revision: int) -> NewestContentRow | None: ...
    def release_progress(self, *, to: int, now: float, id: int) -> int: ...
    def target_posts(self, *, item_id: int, channel: str) -> list[TargetPostsRow]: ...
    def hold_by_hand(self, *, reason: str, facts: str, id: int) -> int: ...
    def waits_in_lanes(self, *, channel: str, lanes: str, now: float) -> WaitsInLanesRow | None: ...
    def emergency_waits(self, *, channel: str, now: float) -> EmergencyWaitsRow | None: ...
    def emergency_senders(self, *, channels: str, now: float) -> list[EmergencySendersRow]: ...
    def release_letter(self, *, reason: str, facts: str, now: float, id: int) -> int: ...
    def restored_posts(self, *, now: float, last: int) -> list[RestoredPostsRow]: ...
    def pause_for_template(self, *, reason: str, facts: str, name: str, channel: str, language: str) -> int: ...
    def pause_unreleased(self, *, reason: str, facts: str, id: int) -> int: ...
    def wait_until(self, *, until: float, reason: str, facts: str, id: int) -> int: ...
    def time_has_come(self, *, id: int) -> int: ...
    def begun_since(self, *, channel: str, since: float) -> list[BegunSinceRow]: ...
    def parting_posts(self, *, channels: str, now: float) -> list[PartingPostsRow]: ...
    def alert_began(self, *, channel: str, since: float) -> AlertBeganRow | None: ...
    def resume_for_template(self, *, name: str, channel: str, language: str) -> list[ResumeForTemplateRow]: ...
    def recategorise(self, *, category: str, name: str, channel: str, language: str) -> int: ...
    def put_off(self, *, state: str, reason: str, facts: str, deferred: int, estimate: int, now: float, id: int) -> int: ...
    def note_fault(self, *, code: str, id: int) -> Any: ...
    def no_fault(self, *, id: int) -> int: ...
    def post_rests(self, *, not_before: float, id: int) -> int: ...
    def pause_refused(self, *, reason: str, facts: str, id: int, now: float) -> int: ...
    def settle_posts(self, *, now: float, posts: str) -> int: ...
    def encrypted_replies(self, *, mode: str) -> list[EncryptedRepliesRow]: ...
    def encrypt_reply_anew(self, *, reply_to: bytes | None, id: int, old_reply_to: bytes) -> int: ...
    def counted_from(self, *, id: int) -> Any: ...
    def is_indispensable(self, *, post_id: int, since: float) -> IsIndispensableRow | None: ...
    def election_posts(self, *, channel: str, before: float, full: int, since: float) -> list[ElectionPostsRow]: ...
    def news_in_tray(self, *, channel: str, before: float) -> list[NewsInTrayRow]: ...
    def upcoming_posts(self, *, channels: str, limit: int) -> list[UpcomingPostsRow]: ...
    def publish(self, *, remote_id: str, url: str, now: float, post_id: int) -> int: ...
    def publication_says(self, *, post_id: int) -> int: ...
    def publication_is_gone(self, *, now: float, post_id: int) -> int: ...
    def publication(self, *, item_id: int, channel: str) -> PublicationRow | None: ...
    def take_back(self, *, item_id: int, channel: str, revision: int, now: float) -> int: ...
    def leave_out(self, *, posts: str) -> int: ...
    def feed(self, *, name: str) -> FeedRow | None: ...
    def save_feed(self, *, name: str, url: str, etag: str, last_modified: str, body_hash: str, moved_to: str, moved_since: float, adopted: int, identity: str, identity_why: str, identity_facts: str, shown: str, now: float, next_poll_at: float) -> int: ...
    def save_unchanged(self, *, now: float, next_poll_at: float, moved_to: str, moved_since: float, whole: int, etag: str, last_modified: str, name: str) -> int: ...
    def save_failure(self, *, name: str, url: str, now: float, next_poll_at: float, error: str, error_facts: str) -> int: ...
    def known_aliases(self, *, names: str) -> list[KnownAliasesRow]: ...
    def known_names(self, *, ids: str) -> list[KnownNamesRow]: ...
    def recent_titles(self, *, since: float) -> list[RecentTitlesRow]: ...
    def newest_item(self) -> Any: ...
    def titles_after(self, *, id: int) -> list[TitlesAfterRow]: ...
    def known_items(self, *, ids: str) -> list[KnownItemsRow]: ...
    def known_posts(self, *, ids: str) -> list[KnownPostsRow]: ...
    def emergency_feeds(self, *, since: float) -> list[EmergencyFeedsRow]: ...
    def unreleased_items(self, *, feed: str) -> list[UnreleasedItemsRow]: ...
    def items_out(self, *, since: float, feed: str, oldest: float) -> list[ItemsOutRow]: ...
    def item_is_missing(self, *, now: float, id: int) -> int: ...
    def items_are_here(self, *, items: str) -> int: ...
    def items_missing(self, *, before: float, limit: int) -> list[ItemsMissingRow]: ...
    def item_taken_down(self, *, now: float, id: int) -> int: ...
    def taken_down(self, *, since: float) -> list[TakenDownRow]: ...
    def daily_peak(self, *, feed: str, since: float, baseline: float) -> Any: ...
    def insert_item(self, *, source: str, title: str, summary: str, text: str, link: str, image: str, image_alt: str, place: str, category: str, categories: str, lane: str, published_at: float, now: float, revision: int, content_hash: str, withdrawn_at: float | None, phase: str) -> Any: ...
    def update_item(self, *, title: str, summary: str, text: str, link: str, image: str, image_alt: str, place: str, category: str, categories: str, lane: str, revision: int, content_hash: str, phase: str, id: int) -> int: ...
    def keep_event(self, *, starts_at: float | None, ends_at: float | None, all_day: int, calendar_name: str, id: int) -> int: ...
    def event_by_name(self, *, name: str) -> EventByNameRow | None: ...
    def call_off(self, *, id: int) -> Any: ...
    def coming_events(self, *, since: float, mode: str) -> list[ComingEventsRow]: ...
    def events_to_remind(self, *, since: float, before: float, channel: str, mode: str, told: float) -> list[EventsToRemindRow]: ...
    def wants_reminders(self) -> WantsRemindersRow | None: ...
    def share_item(self, *, told_by: str, also: str, id: int) -> int: ...
    def withdraw_item(self, *, now: float, id: int) -> int: ...
    def insert_alias(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def take_names_over(self, *, item_id: int, replaced: int) -> int: ...
    def insert_decision(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def told_of(self, *, since: float) -> list[ToldOfRow]: ...
    def unsure_of(self, *, since: float) -> list[UnsureOfRow]: ...
    def earlier_items(self, *, since: float) -> list[EarlierItemsRow]: ...
    def categories_since(self, *, since: float) -> list[CategoriesSinceRow]: ...
    def items_since(self, *, since: float) -> list[ItemsSinceRow]: ...
    def phase_of_item(self, *, id: int) -> Any: ...
    def item(self, *, id: int) -> ItemRow | None: ...
    def find_items(self, *, text: str, alias: str, like: str) -> list[FindItemsRow]: ...
    def decisions_of_item(self, *, item_id: int) -> list[DecisionsOfItemRow]: ...
    def newest_items(self, *, limit: int) -> list[NewestItemsRow]: ...
    def posts_of_item(self, *, item_id: int) -> list[PostsOfItemRow]: ...
    def feeds(self) -> list[FeedsRow]: ...
    def channel(self, *, name: str) -> ChannelRow | None: ...
    def save_channel(self, *, name: str, now: float, mode: str) -> int: ...
    def has_seen_lately(self, *, feed: str, since: float) -> Any: ...
    def item_times(self, *, feed: str, since: float) -> list[ItemTimesRow]: ...
    def save_flaw(self, *, flawed: int, flaw: str, flaw_facts: str, name: str) -> int: ...
    def save_alarm(self, *, alarm: str, alarm_facts: str, now: float, name: str) -> int: ...
    def page_read(self, *, now: float, name: str) -> int: ...
    def forget_page_links(self, *, feed: str, names: str) -> int: ...
    def insert_page_link(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def page_links_lacking(self, *, feed: str, before: float) -> list[PageLinksLackingRow]: ...
    def save_hub(self, *, hub: str, topic: str, name: str) -> int: ...
    def hub_asked(self, *, secret: str, until: float, name: str) -> int: ...
    def hub_confirmed(self, *, until: float, name: str, topic: str, now: float, before: float) -> int: ...
    def ask_now(self, *, name: str) -> int: ...
    def alerts_in_force(self, *, since: float, until: float) -> list[AlertsInForceRow]: ...
    def emergencies_started(self, *, hour: float, day: float, now: float) -> EmergenciesStartedRow | None: ...
    def tallied_deliveries(self) -> list[TalliedDeliveriesRow]: ...
    def open_deliveries(self) -> list[OpenDeliveriesRow]: ...
    def tallied_results(self, *, post_id: int) -> TalliedResultsRow | None: ...
    def written_posts(self, *, limit: int) -> list[WrittenPostsRow]: ...
    def links_of_news(self, *, since: float) -> list[LinksOfNewsRow]: ...
    def unanswered_posts(self, *, before: float, since: float) -> list[UnansweredPostsRow]: ...
    def expired(self, *, channel: str, since: float) -> list[ExpiredRow]: ...
    def attempts_of_post(self, *, post_id: int) -> list[AttemptsOfPostRow]: ...
    def reach_begun(self, *, item_id: int, channel: str) -> ReachBegunRow | None: ...
    def reach_channels(self, *, item_id: int) -> list[ReachChannelsRow]: ...
    def reach_states(self, *, item_id: int, channel: str) -> list[ReachStatesRow]: ...
    def reach_in_short(self, *, item_id: int, channel: str) -> ReachInShortRow | None: ...
    def accepted_nth(self, *, item_id: int, channel: str, skip: int) -> Any: ...
    def delivered_nth(self, *, item_id: int, channel: str, skip: int) -> Any: ...
    def reach_to_keep(self, *, channel: str, since: float, before: float) -> list[ReachToKeepRow]: ...
    def keep_reach(self, *, item_id: int, channel: str, at: float, figures: str) -> int: ...
    def kept_reach(self, *, item_id: int) -> list[KeptReachRow]: ...
    def uses_of_lane(self, *, channel: str, since: float) -> list[UsesOfLaneRow]: ...
    def first_headline(self, *, item_id: int) -> Any: ...
    def approvers(self, *, item_id: int) -> list[ApproversRow]: ...
    def yearly_tests(self, *, like: str) -> list[YearlyTestsRow]: ...
    def posts_to_unlink(self, *, before: float) -> list[PostsToUnlinkRow]: ...
    def unlink_some(self, *, post_id: int, limit: int) -> int: ...
    def open_letter(self, *, channel: str, alias: str) -> Any: ...
    def letter_is_open(self, *, id: int) -> LetterIsOpenRow | None: ...
    def upkeep_due(self, *, now: float, remembered: float, told: float, replied: float) -> UpkeepDueRow | None: ...
    def pending_welcomes(self, *, after: float, limit: int) -> list[PendingWelcomesRow]: ...
    def unconfirmed(self, *, before: float) -> list[UnconfirmedRow]: ...
    def unconfirmed_count(self) -> Any: ...
    def long_unheard(self, *, before: float) -> list[LongUnheardRow]: ...
    def ensure_sender(self, *, name: str) -> int: ...
    def sender(self, *, name: str) -> SenderRow | None: ...
    def held_leases(self, *, now: float) -> HeldLeasesRow | None: ...
    def lease_take(self, *, holder: str, epoch: int, expires_at: float, name: str) -> int: ...
    def lease_renew(self, *, expires_at: float, name: str, epoch: int, holder: str) -> int: ...
    def lease_shorten(self, *, expires_at: float, name: str, epoch: int) -> int: ...
    def lease_give_up(self, *, now: float, name: str, epoch: int, holder: str) -> int: ...
    def holds_lease(self, *, name: str, epoch: int, holder: str) -> HoldsLeaseRow | None: ...
    def halt_sender(self, *, reason: str, facts: str, now: float, until: float, protective: int, name: str) -> int: ...
    def resume_sender(self, *, now: float, name: str, seen: str) -> int: ...
    def slow_sender(self, *, now: float, not_before: float, name: str) -> int: ...
    def pauses(self, *, now: float, name: str) -> Any: ...
    def sender_goes_on(self, *, name: str) -> int: ...
    def halt_is_over(self, *, name: str, now: float) -> int: ...
    def seen_receipt(self, *, at: float, name: str) -> int: ...
    def receipt_at(self, *, name: str) -> Any: ...
    def waiting_senders(self) -> list[WaitingSendersRow]: ...
    def note_limit(self, *, limit: int, quality: str, now: float, name: str) -> int: ...
    def asked(self, *, at: float, name: str) -> int: ...
    def take_turns(self, *, post_id: int, room_at: float, name: str) -> int: ...
    def note_sends(self, *, now: float, sends: int, name: str) -> int: ...
    def stop_sender(self, *, reason: str, facts: str, now: float, name: str) -> int: ...
    def halted_senders(self) -> list[HaltedSendersRow]: ...
    def setting(self, *, name: str) -> Any: ...
    def set_setting(self, *, name: str, value: str) -> int: ...
    def forget_setting(self, *, name: str) -> int: ...
    def next_generation(self) -> Any: ...
    def last_post(self) -> Any: ...
    def uptime_begin(self, *, now: float) -> int: ...
    def uptime_beat(self, *, now: float, started: float, longest: float) -> int: ...
    def uptime_last(self) -> Any: ...
    def uptime_since(self, *, since: float) -> Any: ...
    def alerts(self) -> list[AlertsRow]: ...
    def note_alert(self, *, name: str, now: float) -> int: ...
    def claim_alert(self, *, name: str, now: float) -> int: ...
    def forget_alert(self, *, name: str) -> int: ...
    def next_moment(self) -> Any: ...
    def waiting_posts(self) -> list[WaitingPostsRow]: ...
    def all_posts(self) -> list[AllPostsRow]: ...
    def all_decisions(self) -> list[AllDecisionsRow]: ...
    def apply_message(self, *, message: bytes, now: float) -> int: ...
    def applied(self, *, message: bytes) -> AppliedRow | None: ...
    def purge_messages(self, *, before: float, limit: int) -> int: ...
    def subscriber_by_phone(self, *, lookup: bytes) -> SubscriberByPhoneRow | None: ...
    def keep_second_number(self, *, lookup: bytes, id: int) -> int: ...
    def subscriber_by_user(self, *, lookup: bytes) -> SubscriberByUserRow | None: ...
    def insert_subscriber(self, *, state: str, phone_lookup: bytes | None, phone: bytes | None, user_lookup: bytes | None, user_id: bytes | None, mode: str, welcome: str, tester: int, since: float, forget_at: float | None) -> Any: ...
    def fill_identity(self, *, phone_lookup: bytes | None, phone: bytes | None, user_lookup: bytes | None, user_id: bytes | None, id: int) -> int: ...
    def part_from_number(self, *, id: int) -> int: ...
    def move_identity(self, *, phone: bytes | None, phone_lookup: bytes | None, now: float, user_id: bytes | None, user_lookup: bytes | None, id: int) -> int: ...
    def revive_subscriber(self, *, now: float, id: int) -> int: ...
    def end_subscriber(self, *, now: float, id: int) -> int: ...
    def switch_marketing(self, *, stop: int, at: float, id: int) -> int: ...
    def subscriber_joins(self, *, mode: str, tester: int, at: float, now: float, id: int) -> int: ...
    def subscriber_confirms(self, *, at: float, id: int) -> int: ...
    def subscriber_prefers(self, *, wants: str, no_topics: str, zones: str, paused_until: float, quiet_from: int, quiet_to: int, reminders: int, language: str, drill: str, at: float, id: int) -> int: ...
    def subscriber(self, *, id: int) -> SubscriberRow | None: ...
    def end_drills(self, *, names: str) -> int: ...
    def told(self, *, identity: bytes, since: float) -> ToldRow | None: ...
    def tell(self, *, identity: bytes, now: float) -> int: ...
    def purge_told(self, *, before: float, limit: int) -> int: ...
    def answered(self, *, identity: bytes, since: float) -> list[AnsweredRow]: ...
    def answer(self, *, identity: bytes, now: float, template: str) -> int: ...
    def purge_answered(self, *, before: float, limit: int) -> int: ...
    def subscriber_leaves(self, *, now: float, forget_at: float | None, id: int) -> int: ...
    def subscriber_asks(self, *, now: float, forget_at: float | None, id: int) -> int: ...
    def insert_consent(self, *, subscriber_id: int, identity: bytes, proof_key: str, action: str, at: float, message: bytes, words: str, notice: str, salt: bytes | None, commitment: bytes, head: bytes) -> int: ...
    def consent_head(self) -> Any: ...
    def consent_chain(self) -> list[ConsentChainRow]: ...
    def consents_of(self, *, identity: bytes) -> list[ConsentsOfRow]: ...
    def proof_keys(self) -> list[ProofKeysRow]: ...
    def erase_consents(self, *, action: str, identity: bytes) -> int: ...
    def insert_reply_item(self, *, title: str, now: float) -> Any: ...
    def note_reply(self, *, welcomes: int, post_id: int, id: int) -> int: ...
    def depart(self, *, identity: bytes, at: float) -> int: ...
    def last_departure(self, *, phone: bytes | None, user: bytes) -> Any: ...
    def purge_departures(self, *, before: float, limit: int) -> int: ...
    def settle_welcome(self, parameters: Iterable[Mapping[str, Any]], /) -> None: ...
    def forget_subscribers(self, *, now: float, limit: int) -> int: ...
    def waiting_replies(self, *, channel: str, now: float) -> WaitingRepliesRow | None: ...
    def mark_tester(self, *, lookup: bytes) -> int: ...
    def unmark_tester(self, *, lookups: str) -> int: ...
    def mark_canary(self, *, lookup: bytes) -> int: ...
    def unmark_canary(self, *, lookups: str) -> int: ...
    def adopt_subscribers(self, *, mode: str, limit: int) -> int: ...
    def chosen_zones(self) -> list[ChosenZonesRow]: ...
    def chosen_topics(self) -> list[ChosenTopicsRow]: ...
    def gone_languages(self, *, languages: str) -> list[GoneLanguagesRow]: ...
    def rechoose_language(self, *, new: str, old: str, limit: int) -> int: ...
    def rechoose_zones(self, *, new: str, old: str, limit: int) -> int: ...
    def rechoose_topics(self, *, new: str, old: str, limit: int) -> int: ...
    def deliveries_to(self, *, recipient: int) -> Any: ...
    def expired_proofs(self, *, before: float) -> list[ExpiredProofsRow]: ...
    def save_template(self, *, channel: str, name: str, language: str, status: str, category: str, quality: str, reason: str, facts: str, remote_id: str, body: str, footer: str, now: float) -> int: ...
    def note_template(self, *, status: str, category: str, quality: str, reason: str, facts: str, at: float, now: float, channel: str, name: str, language: str) -> int: ...
    def forget_templates(self, *, channel: str) -> int: ...
    def templates(self, *, channel: str) -> list[TemplatesRow]: ...
    def template(self, *, channel: str, name: str, language: str) -> TemplateRow | None: ...
    def knows_templates(self, *, channel: str) -> KnowsTemplatesRow | None: ...
    def missing_templates(self, *, channel: str, now: float) -> int: ...
    def insert_account_news(self, *, channel: str, kind: str, reason: str, facts: str, now: float) -> int: ...
    def account_news(self, *, channel: str, since: float) -> list[AccountNewsRow]: ...
    def open_posts(self, *, now: float, channels: str, soon: float) -> list[OpenPostsRow]: ...

class ActsRow(TypedDict):
    id: int
    at: float
    who: str
    verb: str
    about: str
    because: str
    origin: str
    deed: str
    item_id: int
    channel: str
    title: str

class ActsOnItemRow(TypedDict):
    id: int
    at: float
    who: str
    verb: str
    about: str
    because: str
    origin: str
    deed: str
    channel: str
    title: str

class RaisingRow(TypedDict):
    item_id: int
    asked_at: float
    asked_by: str
    because: str
    approved_at: float | None
    approved_by: str

class ActsAloneRow(TypedDict):
    who: str
    because: str
    item_id: int
    channel: str
    title: str

class ArchiveRow(TypedDict):
    id: int
    lane: str
    link: str
    shown_at: float | None
    phase: str
    alert: str
    taken_back: int
    title: str
    summary: str
    text: str

class ArchivedRow(TypedDict):
    id: int
    lane: str
    link: str
    shown_at: float | None
    phase: str
    alert: str
    taken_back: int
    title: str
    summary: str
    text: str

class NoticesRow(TypedDict):
    version: str
    url: str
    text: str
    first_seen: float

class NoticeRow(TypedDict):
    version: str
    url: str
    sha256: str
    text: str
    first_seen: float

class AgreedToOlderRow(TypedDict):
    pass
class QuietSubscribersRow(TypedDict):
    id: int

class ExportedRow(TypedDict):
    id: int
    state: str
    phone_lookup: bytes | None
    phone: bytes | None
    user_lookup: bytes | None
    user_id: bytes | None
    mode: str
    welcome: str
    tester: int
    no_marketing: int
    since: float
    asked_at: float
    changed_at: float
    welcome_delivery: int | None
    reply_delivery: int | None
    forget_at: float | None
    preferred_at: float
    marketing_at: float
    wants: str
    no_topics: str
    zones: str
    canary: int
    reached_at: float
    unheard: int
    unheard_since: float
    also_lookup: bytes | None
    paused_until: float
    quiet_from: int
    quiet_to: int
    reminders: int
    language: str
    drill: str
    words: str
    notice: str
    agreed_at: float

class MessagesToRow(TypedDict):
    title: str
    source: str
    attempted_at: float
    state: str

class EncryptedRow(TypedDict):
    id: int
    phone: bytes | None
    user_id: bytes | None

class ClosedIdentitiesRow(TypedDict):
    phone: bytes | None
    phone_lookup: bytes | None
    user_id: bytes | None
    user_lookup: bytes | None

class ConsentsByHourRow(TypedDict):
    hours: int
    action: str
    n: int

class ChoicesMadeRow(TypedDict):
    wants: str
    n: int
    zoned: int
    choosy: int
    paused: int
    foreign_language: int

class MisjudgedPostsRow(TypedDict):
    id: int

class RevivePostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    revision: int
    kind: str

class DatedSettingsRow(TypedDict):
    name: str
    value: str

class ColoursRow(TypedDict):
    feed: str
    place: str
    hazard: str
    day: str
    zone: str
    spans: str
    issued_at: float
    changes: int

class ToldBeforeRow(TypedDict):
    id: int
    level: int | None
    released: int

class WarningsRow(TypedDict):
    id: int
    title: str
    summary: str
    text: str
    link: str
    phase: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    item_revision: Any
    revision: int
    taken_back: int
    at: float
    alert: str
    headline: str
    correction: str | None
    draft: str

class ComposedStepsRow(TypedDict):
    item_id: int
    revision: int
    step: str
    hazard: str
    at: float
    draft: str

class ComposedSinceRow(TypedDict):
    item_id: int
    step: str
    hazard: str
    at: float
    draft: str
    title: str
    text: str

class OpenPublishingRow(TypedDict):
    id: int
    channel: str
    revision: int
    state: str
    reason: str

class NextPostRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str

class ClaimDeliveriesRow(TypedDict):
    id: int
    recipient: int
    attempt: int
    state: str
    reason: str
    version: str

class AddressesRow(TypedDict):
    id: int
    phone: bytes | None
    user_id: bytes | None

class TriesRow(TypedDict):
    spent: int
    waits: int

class PostResultsRow(TypedDict):
    total: int
    sent: int
    failed: int
    skipped: int
    uncertain: int
    waiting: int
    held: int
    delivered: int
    no_room: int
    own_quiet: int
    again: int

class ClaimedRow(TypedDict):
    id: int
    recipient: int
    attempt: int
    post_id: int

class DeliveriesForSettlingRow(TypedDict):
    id: int
    post_id: int
    recipient: int
    state: str
    attempt: int
    spent: int
    waits: int
    channel: str
    kind: str
    post_state: str
    not_after: float
    lane: str
    audience: str

class KeptReceiptsRow(TypedDict):
    id: int
    body: str
    delivery_id: int
    number: int

class UncertainRow(TypedDict):
    id: int
    attempt: int
    attempted_at: float
    absent_at: float | None
    reason: str
    post_id: int
    kind: str
    lane: str
    content: str
    post_state: str
    not_after: float

class EmergencyInDoubtRow(TypedDict):
    pass
class StaffNumberRow(TypedDict):
    id: int

class PostWasHeldRow(TypedDict):
    pass
class NewestAttemptRow(TypedDict):
    pass
class KnownOfAnotherRow(TypedDict):
    pass
class FailedPagesRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    state: str
    title: str
    reason: str
    facts: str

class RefusedEditsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    title: str
    reason: str
    facts: str

class EditsToTryAgainRow(TypedDict):
    id: int

class OpenChannelsRow(TypedDict):
    channel: str

class SubscriberCountsRow(TypedDict):
    state: str
    n: int

class UncertainOfPostRow(TypedDict):
    recipient: int
    reason: str
    facts: str

class TrayRow(TypedDict):
    id: int
    post_id: int
    attempted_at: float
    kind: str
    title: str
    content: str

class InTrayRow(TypedDict):
    attempt: int

class TickedRow(TypedDict):
    id: int
    status_at: float
    title: str
    kind: str

class FailedOfPostRow(TypedDict):
    recipient: int
    reason: str
    facts: str
    n: int

class MayLeaveRow(TypedDict):
    id: int

class AnswerOtherRow(TypedDict):
    state: str

class AttemptsByMessageRow(TypedDict):
    message: str
    delivery_id: int
    number: int

class NoteReceiptsRow(TypedDict):
    delivery_id: int
    number: int

class ReceiptsProveRow(TypedDict):
    id: int
    post_id: int

class AcceptedRow(TypedDict):
    pass
class AttemptOutcomeRow(TypedDict):
    outcome: str
    reason: str
    facts: str
    at: float

class UncertainOfItemRow(TypedDict):
    id: int
    attempt: int
    recipient: int
    post_id: int
    kind: str
    channel: str
    post_state: str
    not_after: float

class CorrectLateRow(TypedDict):
    post_id: int

class CorrectedRow(TypedDict):
    id: int

class SkipAbandonedRow(TypedDict):
    post_id: int

class SkipEndedRow(TypedDict):
    post_id: int

class YieldToNewerRow(TypedDict):
    post_id: int

class LateLeftoversRow(TypedDict):
    id: int
    recipient: int
    newer: int
    mode: str

class SharedByHandRow(TypedDict):
    pass
class DigestItemsRow(TypedDict):
    id: int
    source: str
    title: str
    summary: str
    text: str
    link: str
    image: str
    category: str
    categories: str
    lane: str
    published_at: float
    first_seen_at: float
    revision: int
    content_hash: str
    withdrawn_at: float | None
    missing_at: float | None
    taken_down_at: float | None
    place: str
    told_by: str
    also: str
    phase: str
    image_alt: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    exercise: str
    shown_at: float | None
    deferred: int
    topics: str
    zones: str

class ItemsOfDigestRow(TypedDict):
    id: int
    source: str
    title: str
    summary: str
    text: str
    link: str
    image: str
    category: str
    categories: str
    lane: str
    published_at: float
    first_seen_at: float
    revision: int
    content_hash: str
    withdrawn_at: float | None
    missing_at: float | None
    taken_down_at: float | None
    place: str
    told_by: str
    also: str
    phase: str
    image_alt: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    exercise: str
    shown_at: float | None
    bit: int

class DigestSharesRow(TypedDict):
    id: int
    share: Any

class VersionsRow(TypedDict):
    name: str
    content: str

class ChargeDeliveriesRow(TypedDict):
    post_id: int
    cost: int

class MoneySetApartRow(TypedDict):
    pass
class PastItemsRow(TypedDict):
    lane: str
    published_at: float

class HoldsMessagesRow(TypedDict):
    pass
class PlainIdsRow(TypedDict):
    delivery_id: int
    number: int
    remote_id: str

class PlainReceiptsRow(TypedDict):
    id: int
    remote_id: str
    body: str

class PlainRepliesRow(TypedDict):
    id: int
    content: str

class PageDeliveriesRow(TypedDict):
    id: int

class PathsOfRow(TypedDict):
    id: int
    channel: str
    address: bytes
    given_by: str
    given_at: float
    confirmed_at: float | None

class ConfirmPathRow(TypedDict):
    channel: str

class PathAddressesRow(TypedDict):
    subscriber: int
    address: bytes

class CodeAddressesRow(TypedDict):
    subscriber: int
    address: bytes

class EncryptedPathsRow(TypedDict):
    id: int
    address: bytes

class AlertsToChaseRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str
    phase: str

class UnreachedByRow(TypedDict):
    id: int

class OpenChaseRow(TypedDict):
    id: int
    state: str

class PersonRow(TypedDict):
    id: int
    name: str
    name_key: str
    role: str
    state: str
    handle: str
    password: str
    totp: bytes | None
    totp_step: int
    made_at: float
    seen_at: float

class PersonCalledRow(TypedDict):
    id: int
    name: str
    name_key: str
    role: str
    state: str
    handle: str
    password: str
    totp: bytes | None
    totp_step: int
    made_at: float
    seen_at: float

class PeopleRow(TypedDict):
    id: int
    name: str
    name_key: str
    role: str
    state: str
    handle: str
    password: str
    totp: bytes | None
    totp_step: int
    made_at: float
    seen_at: float
    passkeys: int
    codes: int

class EncryptedTotpsRow(TypedDict):
    id: int
    totp: bytes | None

class PasskeyRow(TypedDict):
    credential: str
    person: int
    public_key: bytes
    sign_count: int
    made_at: float
    used_at: float
    handle: str
    state: str

class PasskeysOfRow(TypedDict):
    credential: str
    person: int
    public_key: bytes
    sign_count: int
    made_at: float
    used_at: float

class InvitationRow(TypedDict):
    person: int
    name: str
    role: str
    state: str
    handle: str

class SessionRow(TypedDict):
    hash: str
    person: int
    method: str
    begun_at: float
    seen_at: float
    name: str
    role: str
    state: str

class FailedSignInRow(TypedDict):
    count: int
    last_at: float

class RightsChangesRow(TypedDict):
    id: int
    asked_at: float
    asked_by: str
    change: str
    name: str
    role: str

class TakeRightsChangeRow(TypedDict):
    id: int
    asked_at: float
    asked_by: str
    change: str
    name: str
    role: str

class PostRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str

class CancelUnreleasedRow(TypedDict):
    channel: str
    revision: int

class HeldPostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str
    title: str
    link: str

class ExpirePostsRow(TypedDict):
    id: int

class DropOtherModesRow(TypedDict):
    id: int

class NextReleaseRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str

class BeginReleaseRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str

class NextActiveRow(TypedDict):
    id: int

class PostsInWaveRow(TypedDict):
    id: int
    wave: str
    wave_until: float

class WaveResultsRow(TypedDict):
    total: int
    out: int
    held: int
    answered: int

class PublishedPostsRow(TypedDict):
    channel: str
    revision: int
    lane: str
    alert: str
    title: str
    headline: str
    content: str
    remote_id: str
    withdrawn_at: float | None
    out_at: Any

class UnreachedPostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str
    n: int

class UntoldCorrectionRow(TypedDict):
    id: int

class NewestContentRow(TypedDict):
    content: str
    kind: str

class TargetPostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str
    title: str
    link: str

class WaitsInLanesRow(TypedDict):
    pass
class EmergencyWaitsRow(TypedDict):
    pass
class EmergencySendersRow(TypedDict):
    channel: str

class RestoredPostsRow(TypedDict):
    id: int

class BegunSinceRow(TypedDict):
    item_id: int
    at: float

class PartingPostsRow(TypedDict):
    item_id: int
    channel: str
    alert: str
    due_at: float
    title: str

class AlertBeganRow(TypedDict):
    pass
class ResumeForTemplateRow(TypedDict):
    id: int

class EncryptedRepliesRow(TypedDict):
    id: int
    reply_to: bytes | None

class IsIndispensableRow(TypedDict):
    pass
class ElectionPostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    lane: str
    revision: int

class NewsInTrayRow(TypedDict):
    item_id: int

class UpcomingPostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str
    title: str

class PublicationRow(TypedDict):
    item_id: int
    channel: str
    revision: int
    remote_id: str
    url: str
    at: float
    taken_back_at: float | None
    withdrawn_at: float | None

class FeedRow(TypedDict):
    name: str
    url: str
    etag: str
    last_modified: str
    body_hash: str
    baseline_at: float | None
    polled_at: float
    next_poll_at: float
    failures: int
    error: str
    moved_to: str
    moved_since: float
    adopted: int
    identity: str
    identity_why: str
    alarm: str
    alarm_at: float
    page_read_at: float
    hub: str
    hub_topic: str
    hub_secret: str
    hub_until: float
    error_facts: str
    alarm_facts: str
    identity_facts: str
    shown: str
    flawed: int
    flaw: str
    flaw_facts: str

class KnownAliasesRow(TypedDict):
    name: str
    item_id: int

class KnownNamesRow(TypedDict):
    id: int
    title: str
    published_at: float
    link: str
    text: str
    source: str
    first_seen_at: float
    has_guid: int
    has_name: Any

class RecentTitlesRow(TypedDict):
    id: int
    title: str
    source: str

class TitlesAfterRow(TypedDict):
    id: int
    title: str
    source: str

class KnownItemsRow(TypedDict):
    id: int
    revision: int
    content_hash: str
    first_seen_at: float
    withdrawn_at: float | None
    title: str
    summary: str
    text: str
    link: str
    image: str
    image_alt: str
    place: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    category: str
    categories: str
    lane: str
    phase: str
    published_at: float
    source: str
    told_by: str
    also: str
    raised: Any

class KnownPostsRow(TypedDict):
    item_id: int
    channel: str
    state: str
    revision: int
    corrects: str
    released: int
    edited_at: Any
    reached: int

class EmergencyFeedsRow(TypedDict):
    source: str

class UnreleasedItemsRow(TypedDict):
    id: int
    link: str
    published_at: float
    title: str

class ItemsOutRow(TypedDict):
    id: int
    link: str

class ItemsMissingRow(TypedDict):
    id: int
    link: str
    revision: int

class TakenDownRow(TypedDict):
    id: int
    title: str

class EventByNameRow(TypedDict):
    id: int
    source: str
    title: str
    summary: str
    text: str
    link: str
    image: str
    category: str
    categories: str
    lane: str
    published_at: float
    first_seen_at: float
    revision: int
    content_hash: str
    withdrawn_at: float | None
    missing_at: float | None
    taken_down_at: float | None
    place: str
    told_by: str
    also: str
    phase: str
    image_alt: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    exercise: str
    shown_at: float | None

class ComingEventsRow(TypedDict):
    id: int
    title: str
    place: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    channel: str

class EventsToRemindRow(TypedDict):
    id: int
    source: str
    title: str
    summary: str
    text: str
    link: str
    image: str
    category: str
    categories: str
    lane: str
    published_at: float
    first_seen_at: float
    revision: int
    content_hash: str
    withdrawn_at: float | None
    missing_at: float | None
    taken_down_at: float | None
    place: str
    told_by: str
    also: str
    phase: str
    image_alt: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    exercise: str
    shown_at: float | None

class WantsRemindersRow(TypedDict):
    pass
class ToldOfRow(TypedDict):
    item_id: int
    title: str
    reason: str
    facts: str

class UnsureOfRow(TypedDict):
    item_id: int
    title: str
    reason: str
    facts: str

class EarlierItemsRow(TypedDict):
    id: int
    title: str
    text: str
    link: str
    lane: str
    categories: str
    corrects: str

class CategoriesSinceRow(TypedDict):
    categories: str
    first_seen_at: float

class ItemsSinceRow(TypedDict):
    id: int
    source: str
    title: str
    summary: str
    text: str
    link: str
    image: str
    category: str
    categories: str
    lane: str
    published_at: float
    first_seen_at: float
    revision: int
    content_hash: str
    withdrawn_at: float | None
    missing_at: float | None
    taken_down_at: float | None
    place: str
    told_by: str
    also: str
    phase: str
    image_alt: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    exercise: str
    shown_at: float | None

class ItemRow(TypedDict):
    id: int
    source: str
    title: str
    summary: str
    text: str
    link: str
    image: str
    category: str
    categories: str
    lane: str
    published_at: float
    first_seen_at: float
    revision: int
    content_hash: str
    withdrawn_at: float | None
    missing_at: float | None
    taken_down_at: float | None
    place: str
    told_by: str
    also: str
    phase: str
    image_alt: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    exercise: str
    shown_at: float | None

class FindItemsRow(TypedDict):
    id: int
    source: str
    title: str
    summary: str
    text: str
    link: str
    image: str
    category: str
    categories: str
    lane: str
    published_at: float
    first_seen_at: float
    revision: int
    content_hash: str
    withdrawn_at: float | None
    missing_at: float | None
    taken_down_at: float | None
    place: str
    told_by: str
    also: str
    phase: str
    image_alt: str
    starts_at: float | None
    ends_at: float | None
    all_day: int
    calendar_name: str
    hazard: str
    level: int | None
    valid_from: float | None
    valid_until: float | None
    follows: int | None
    exercise: str
    shown_at: float | None

class DecisionsOfItemRow(TypedDict):
    channel: str
    revision: int
    at: float
    action: str
    reason: str
    facts: str

class NewestItemsRow(TypedDict):
    title: str
    summary: str
    text: str
    categories: str

class PostsOfItemRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str

class FeedsRow(TypedDict):
    name: str
    url: str
    baseline_at: float | None
    polled_at: float
    next_poll_at: float
    failures: int
    error: str
    error_facts: str
    moved_to: str
    moved_since: float
    adopted: int
    identity: str
    identity_why: str
    identity_facts: str
    alarm: str
    alarm_facts: str
    alarm_at: float
    hub: str
    hub_until: float
    flawed: int
    flaw: str
    flaw_facts: str

class ChannelRow(TypedDict):
    name: str
    baseline_at: float
    mode: str

class ItemTimesRow(TypedDict):
    at: float

class PageLinksLackingRow(TypedDict):
    title: str

class AlertsInForceRow(TypedDict):
    id: int
    title: str
    text: str
    link: str
    published_at: float

class EmergenciesStartedRow(TypedDict):
    an_hour: int
    a_day: int

class TalliedDeliveriesRow(TypedDict):
    channel: str
    state: str
    n: int

class OpenDeliveriesRow(TypedDict):
    channel: str
    pending: int
    sending: int

class TalliedResultsRow(TypedDict):
    total: int
    sent: int
    failed: int
    skipped: int
    uncertain: int
    waiting: int
    held: int
    delivered: int
    no_room: int
    own_quiet: int
    again: int

class WrittenPostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str
    title: str
    link: str

class LinksOfNewsRow(TypedDict):
    link: str

class UnansweredPostsRow(TypedDict):
    channel: str
    n: int

class ExpiredRow(TypedDict):
    item_id: int
    facts: str
    title: str

class AttemptsOfPostRow(TypedDict):
    outcome: str
    code: str
    reason: str
    facts: str
    n: int
    first_at: Any
    last_at: float
    received: Any

class ReachBegunRow(TypedDict):
    begun_at: float | None
    open: int
    lane: str
    exercise: str

class ReachChannelsRow(TypedDict):
    channel: str

class ReachStatesRow(TypedDict):
    state: str
    reason: str
    facts: str
    n: int
    delivered: int

class ReachInShortRow(TypedDict):
    sent: int
    delivered: int
    total: int

class ReachToKeepRow(TypedDict):
    item_id: int

class KeptReachRow(TypedDict):
    channel: str
    figures: str

class UsesOfLaneRow(TypedDict):
    item_id: int
    title: str
    source: str
    level: int | None
    begun_at: float | None
    asked_by: str
    because: str
    approved_by: str

class ApproversRow(TypedDict):
    who: str
    deed: str

class YearlyTestsRow(TypedDict):
    item_id: int
    title: str
    channel: str
    at: float
    figures: str

class PostsToUnlinkRow(TypedDict):
    id: int

class LetterIsOpenRow(TypedDict):
    pass
class UpkeepDueRow(TypedDict):
    forget_subscribers: int
    purge_messages: int
    purge_departures: int
    purge_told: int
    purge_answered: int

class PendingWelcomesRow(TypedDict):
    id: int
    settled: int

class UnconfirmedRow(TypedDict):
    id: int

class LongUnheardRow(TypedDict):
    id: int

class SenderRow(TypedDict):
    name: str
    epoch: int
    holder: str
    expires_at: float
    idle_since: float
    halted: str
    halted_at: float
    protective: int
    not_before: float
    receipt_at: float
    pauses: int
    halted_until: float
    daily_limit: int
    quality: str
    asked_at: float
    turn: int
    silent_from: float
    silent_sends: int
    facts: str

class HeldLeasesRow(TypedDict):
    name: str
    holder: str

class HoldsLeaseRow(TypedDict):
    pass
class WaitingSendersRow(TypedDict):
    name: str
    halted: str
    facts: str

class HaltedSendersRow(TypedDict):
    name: str
    halted: str

class AlertsRow(TypedDict):
    name: str
    told_at: float

class WaitingPostsRow(TypedDict):
    id: int
    state: str
    reason: str
    facts: str

class AllPostsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    kind: str
    revision: int
    lane: str
    rank: int
    mode: str
    category: str
    content: str
    state: str
    reason: str
    created_at: float
    due_at: float
    not_after: float
    release_from: int
    release_to: int | None
    released_at: float | None
    answered: int
    rejected: int
    done_at: float | None
    audience: str
    topics: str
    zones: str
    template: str
    not_before: float
    fault: str
    faults: int
    turn_from: int
    wave: str
    wave_until: float
    estimate: int
    spent: int
    deferred: int
    priced_at: float | None
    counted_from: float
    facts: str
    reply_to: bytes | None
    headline: str
    alert: str
    begun_at: float | None
    zones_by: str
    corrects: str
    exercise: str
    title: str
    link: str
    published_at: float
    sent: int

class AllDecisionsRow(TypedDict):
    id: int
    item_id: int
    channel: str
    revision: int
    at: float
    action: str
    reason: str
    facts: str
    title: str
    link: str
    published_at: float
    lane: str

class AppliedRow(TypedDict):
    pass
class SubscriberByPhoneRow(TypedDict):
    id: int
    state: str
    phone_lookup: bytes | None
    phone: bytes | None
    user_lookup: bytes | None
    user_id: bytes | None
    mode: str
    welcome: str
    tester: int
    no_marketing: int
    since: float
    asked_at: float
    changed_at: float
    welcome_delivery: int | None
    reply_delivery: int | None
    forget_at: float | None
    preferred_at: float
    marketing_at: float
    wants: str
    no_topics: str
    zones: str
    canary: int
    reached_at: float
    unheard: int
    unheard_since: float
    also_lookup: bytes | None
    paused_until: float
    quiet_from: int
    quiet_to: int
    reminders: int
    language: str
    drill: str

class SubscriberByUserRow(TypedDict):
    id: int
    state: str
    phone_lookup: bytes | None
    phone: bytes | None
    user_lookup: bytes | None
    user_id: bytes | None
    mode: str
    welcome: str
    tester: int
    no_marketing: int
    since: float
    asked_at: float
    changed_at: float
    welcome_delivery: int | None
    reply_delivery: int | None
    forget_at: float | None
    preferred_at: float
    marketing_at: float
    wants: str
    no_topics: str
    zones: str
    canary: int
    reached_at: float
    unheard: int
    unheard_since: float
    also_lookup: bytes | None
    paused_until: float
    quiet_from: int
    quiet_to: int
    reminders: int
    language: str
    drill: str

class SubscriberRow(TypedDict):
    id: int
    state: str
    phone_lookup: bytes | None
    phone: bytes | None
    user_lookup: bytes | None
    user_id: bytes | None
    mode: str
    welcome: str
    tester: int
    no_marketing: int
    since: float
    asked_at: float
    changed_at: float
    welcome_delivery: int | None
    reply_delivery: int | None
    forget_at: float | None
    preferred_at: float
    marketing_at: float
    wants: str
    no_topics: str
    zones: str
    canary: int
    reached_at: float
    unheard: int
    unheard_since: float
    also_lookup: bytes | None
    paused_until: float
    quiet_from: int
    quiet_to: int
    reminders: int
    language: str
    drill: str

class ToldRow(TypedDict):
    pass
class AnsweredRow(TypedDict):
    template: str

class ConsentChainRow(TypedDict):
    id: int
    subscriber_id: int
    action: str
    at: float
    message: bytes
    words: str
    notice: str
    identity: bytes
    salt: bytes | None
    commitment: bytes
    head: bytes
    proof_key: str

class ConsentsOfRow(TypedDict):
    id: int
    subscriber_id: int
    action: str
    at: float
    message: bytes
    words: str
    notice: str
    identity: bytes
    salt: bytes | None
    commitment: bytes
    head: bytes
    proof_key: str

class ProofKeysRow(TypedDict):
    proof_key: str
    n: int

class WaitingRepliesRow(TypedDict):
    pass
class ChosenZonesRow(TypedDict):
    words: str

class ChosenTopicsRow(TypedDict):
    words: str

class GoneLanguagesRow(TypedDict):
    language: str

class ExpiredProofsRow(TypedDict):
    identity: bytes

class TemplatesRow(TypedDict):
    channel: str
    name: str
    language: str
    status: str
    category: str
    quality: str
    reason: str
    remote_id: str
    body: str
    footer: str
    told_at: float
    seen_at: float
    facts: str

class TemplateRow(TypedDict):
    channel: str
    name: str
    language: str
    status: str
    category: str
    quality: str
    reason: str
    remote_id: str
    body: str
    footer: str
    told_at: float
    seen_at: float
    facts: str

class KnowsTemplatesRow(TypedDict):
    pass
class AccountNewsRow(TypedDict):
    id: int
    channel: str
    kind: str
    text: str
    at: float
    reason: str
    facts: str

class OpenPostsRow(TypedDict):
    channel: str
    id: int
    lane: str
    free: int
