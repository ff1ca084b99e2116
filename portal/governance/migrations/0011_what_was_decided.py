"""What a decision has set is changed by another decision alone, in PostgreSQL too; and what belongs to approved minutes
stays, reservations and the wording of conditions included."""

from django.db import migrations

#: What may still change in a row that a decision has set: when and by what it ended, whether it has been invoiced, who
#: answers for it, and that it is a sample.
HOLD = """
CREATE FUNCTION samkop_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'row % of % was set by a decision', OLD.id, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION samkop_line_of_adopted_budget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM governance_budget WHERE decision_id IS NOT NULL AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.budget_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.budget_id END
        )
    ) THEN
        RAISE EXCEPTION 'a line of a budget that was adopted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION samkop_of_approved_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM samkop_refuse_if_approved(meeting_id) FROM governance_decision WHERE id = OLD.decision_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM samkop_refuse_if_approved(meeting_id) FROM governance_decision WHERE id = NEW.decision_id;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER budget_adopted BEFORE UPDATE OR DELETE ON governance_budget FOR EACH ROW
    WHEN (OLD.decision_id IS NOT NULL) EXECUTE FUNCTION samkop_decided('is_sample');
CREATE TRIGGER budget_line_adopted BEFORE INSERT OR UPDATE OR DELETE ON governance_budgetline FOR EACH ROW
    EXECUTE FUNCTION samkop_line_of_adopted_budget();
CREATE TRIGGER commission_rate_decided BEFORE UPDATE OR DELETE ON governance_commissionrate FOR EACH ROW
    EXECUTE FUNCTION samkop_decided('valid_to', 'is_sample');
CREATE TRIGGER cost_key_decided BEFORE UPDATE OR DELETE ON governance_costkey FOR EACH ROW
    WHEN (OLD.decision_id IS NOT NULL) EXECUTE FUNCTION samkop_decided('valid_to', 'is_sample');
CREATE TRIGGER fee_decided BEFORE UPDATE OR DELETE ON governance_membershipfee FOR EACH ROW
    EXECUTE FUNCTION samkop_decided('invoiced_on', 'is_sample');
CREATE TRIGGER fee_share_decided BEFORE UPDATE OR DELETE ON governance_membershipfeeshare FOR EACH ROW
    EXECUTE FUNCTION samkop_decided();
CREATE TRIGGER apportionment_stands BEFORE UPDATE OR DELETE ON governance_apportionment FOR EACH ROW
    EXECUTE FUNCTION samkop_decided('invoiced_on', 'is_sample');
CREATE TRIGGER apportionment_share_stands BEFORE UPDATE OR DELETE ON governance_apportionmentshare FOR EACH ROW
    EXECUTE FUNCTION samkop_decided();
CREATE TRIGGER strategy_decided BEFORE UPDATE OR DELETE ON governance_strategy FOR EACH ROW
    WHEN (OLD.decision_id IS NOT NULL)
    EXECUTE FUNCTION samkop_decided('valid_to', 'ended_by_id', 'version', 'is_sample');
CREATE TRIGGER goal_decided BEFORE UPDATE OR DELETE ON governance_goal FOR EACH ROW
    WHEN (OLD.decision_id IS NOT NULL)
    EXECUTE FUNCTION samkop_decided('valid_to', 'ended_by_id', 'responsible_id', 'version', 'is_sample');
CREATE TRIGGER policy_decided BEFORE UPDATE OR DELETE ON governance_policy FOR EACH ROW
    EXECUTE FUNCTION samkop_decided('valid_to', 'ended_by_id');
CREATE TRIGGER reservation_locked BEFORE INSERT OR UPDATE OR DELETE ON governance_reservation FOR EACH ROW
    EXECUTE FUNCTION samkop_of_approved_decision();
CREATE TRIGGER condition_locked BEFORE INSERT OR DELETE OR UPDATE OF decision_id, text ON governance_decisioncondition
    FOR EACH ROW EXECUTE FUNCTION samkop_of_approved_decision();
"""
LET_GO = """
DROP TRIGGER condition_locked ON governance_decisioncondition;
DROP TRIGGER reservation_locked ON governance_reservation;
DROP TRIGGER policy_decided ON governance_policy;
DROP TRIGGER goal_decided ON governance_goal;
DROP TRIGGER strategy_decided ON governance_strategy;
DROP TRIGGER apportionment_share_stands ON governance_apportionmentshare;
DROP TRIGGER apportionment_stands ON governance_apportionment;
DROP TRIGGER fee_share_decided ON governance_membershipfeeshare;
DROP TRIGGER fee_decided ON governance_membershipfee;
DROP TRIGGER cost_key_decided ON governance_costkey;
DROP TRIGGER commission_rate_decided ON governance_commissionrate;
DROP TRIGGER budget_line_adopted ON governance_budgetline;
DROP TRIGGER budget_adopted ON governance_budget;
DROP FUNCTION samkop_of_approved_decision();
DROP FUNCTION samkop_line_of_adopted_budget();
DROP FUNCTION samkop_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0010_risks")]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
